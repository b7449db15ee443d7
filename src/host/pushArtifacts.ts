import { openArtifacts } from '../artifacts/local.ts'
import { SigmaError } from '../core/errors.ts'
import { type Pushed, pushArtifacts } from '../services/pushArtifacts.ts'
import { graceBegins } from '../services/unreferredFiles.ts'
import { openDatabase } from '../store/database.ts'
import { openBucket } from './artifactStores.ts'
import { s3Server } from './s3Settings.ts'
import type { Settings } from './settings.ts'
import { storeTarget } from './storeTarget.ts'

interface PushOptions {
  dryRun: boolean
  /** Whether files of the folder are removed once they are in the bucket. */
  removeLocal: boolean
  signal: AbortSignal
  onFile(progress: { done: number; total: number }): void
}

/**
 * Moves the stored files of a workspace to its bucket, as `pushArtifacts` tells it.
 *
 * @throws INVALID_PARAM where no bucket is set
 */
export async function pushWorkspace(
  workspace: string,
  settings: Settings,
  { removeLocal, ...options }: PushOptions,
): Promise<Pushed & { bucket: string }> {
  const server = s3Server(settings)
  if (!server) {
    throw new SigmaError('INVALID_PARAM', 'there is no bucket to move files to', {
      next: 'set SIGMA_S3_BUCKET, and what else docs/guide/object-storage.md names',
    })
  }
  const db = await openDatabase(storeTarget(workspace, settings))
  try {
    const pushed = await pushArtifacts({
      ...options,
      db,
      folder: openArtifacts(workspace),
      bucket: await openBucket(server, workspace, settings, db),
      removeBefore: removeLocal ? graceBegins({ wallTime: () => new Date() }) : null,
    })
    return { ...pushed, bucket: server.bucket }
  } finally {
    await db.destroy()
  }
}
