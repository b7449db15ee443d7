import { join } from 'node:path'
import type { Kysely } from 'kysely'
import type { Artifacts } from '../artifacts/artifacts.ts'
import { artifactsByScheme } from '../artifacts/byScheme.ts'
import { openArtifacts } from '../artifacts/local.ts'
import type { S3Server } from '../artifacts/s3Location.ts'
import { databaseId } from '../store/databaseId.ts'
import type { Database } from '../store/schema.ts'
import { s3Server } from './s3Settings.ts'
import type { Settings } from './settings.ts'
import { storeTarget } from './storeTarget.ts'

/** The files of a workspace: in its folder, and in the bucket that the settings name. */
export function openArtifactStores(workspace: string, settings: Settings, db: Kysely<Database>): Artifacts {
  const server = s3Server(settings)
  return artifactsByScheme(
    openArtifacts(workspace),
    server && (() => openBucket(server, workspace, settings, db)),
  )
}

/** The objects of a workspace in its bucket. The client of S3 is loaded here, by those who need it. */
export async function openBucket(
  server: S3Server,
  workspace: string,
  settings: Settings,
  db: Kysely<Database>,
): Promise<Artifacts> {
  const { openS3Artifacts } = await import('../artifacts/s3.ts')
  const folder = await databaseId(db, storeTarget(workspace, settings))
  const cache = settings.cache_dir ?? join(workspace, '.sigma', 'cache')
  return openS3Artifacts(
    { ...server, prefix: settings.s3_prefix, folder },
    { cacheFolder: join(cache, 'artifacts'), linkSeconds: settings.s3_presign },
  )
}
