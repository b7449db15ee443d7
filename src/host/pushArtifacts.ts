import { v7 as uuid } from 'uuid'
import { openArtifacts } from '../artifacts/local.ts'
import { SigmaError } from '../core/errors.ts'
import { auditedCommand } from '../services/audited.ts'
import { tellChanged } from '../services/changes.ts'
import { type Pushed, pushArtifacts } from '../services/pushArtifacts.ts'
import { graceBegins } from '../services/unreferredFiles.ts'
import { openDatabase } from '../store/database.ts'
import { openBucket } from './artifactStores.ts'
import { reportBug } from './reportBug.ts'
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
    const bucket = await openBucket(server, workspace, settings, db)
    const push = async () => {
      const done = await pushArtifacts({
        ...options,
        db,
        folder: openArtifacts(workspace),
        bucket,
        removeBefore: removeLocal ? graceBegins({ wallTime: () => new Date() }) : null,
      })
      tellChanged('moved', null, done.moved)
      return done
    }
    const body = { bucket: server.bucket, remove_local: removeLocal }
    const command = { action: 'pushArtifacts', command: 'sigma artifacts push', body }
    const parts = { db, now: () => new Date(), newId: () => uuid(), reportBug }
    const pushed = await (options.dryRun ? push() : auditedCommand(parts, command, push))
    return { ...pushed, bucket: server.bucket }
  } finally {
    await db.destroy()
  }
}
