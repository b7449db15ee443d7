import type { Kysely } from 'kysely'
import type { Artifacts } from '../artifacts/artifacts.ts'
import { SigmaError } from '../core/errors.ts'
import { inLanes } from '../core/inLanes.ts'
import { listReferredFiles, moveUri } from '../store/artifactUris.ts'
import type { Database } from '../store/schema.ts'
import { count, type FileTally, noFiles } from './fileTally.ts'

/** What was moved; under `dryRun` what would be. */
export interface Pushed {
  moved: FileTally
  /** Of the moved files, those that are no longer in the folder. */
  removed: FileTally
  /** Files that stay where they are, since they are not what was stored. */
  damaged: { uri: string; state: 'missing' | 'changed' | 'unreadable' }[]
}

interface Push {
  db: Kysely<Database>
  folder: Artifacts
  bucket: Artifacts
  /** Files older than this, which no run can be about to refer to, may be removed once they were moved; null removes none. */
  removeBefore: Date | null
  dryRun: boolean
  /** Ends it between two files. */
  signal: AbortSignal
  onFile(progress: { done: number; total: number }): void
}

/** Files that are on their way at once. */
const atOnce = 4

/**
 * Moves the files that rows refer to from the workspace's folder to its bucket. The rows of a file are changed, all at once,
 * only when its object was read back and has the bytes of its hash, so that whenever this is stopped each row has its file,
 * and doing it again goes on with the rest.
 *
 * @throws UNAVAILABLE with what to do when the bucket can't be read or written; what was moved by then stays so
 */
export async function pushArtifacts(push: Push): Promise<Pushed> {
  const uris = await localUris(push.db)
  const pushed: Pushed = { moved: noFiles(), removed: noFiles(), damaged: [] }
  let done = 0
  await inLanes(uris, atOnce, async (uri) => {
    push.signal.throwIfAborted()
    await pushFile(push, uri, pushed)
    push.onFile({ done: ++done, total: uris.length })
  })
  return pushed
}

async function localUris(db: Kysely<Database>): Promise<string[]> {
  const uris = new Set<string>()
  for await (const { uri } of listReferredFiles(db)) if (uri.startsWith('file:')) uris.add(uri)
  return [...uris].sort()
}

async function pushFile(push: Push, uri: string, pushed: Pushed): Promise<void> {
  const { db, folder, bucket, removeBefore, dryRun } = push
  const { state, size } = await folder.check(uri)
  if (state !== 'whole') {
    pushed.damaged.push({ uri, state })
    return
  }
  if (!dryRun) {
    await moveUri(db, uri, await copyToBucket({ folder, bucket }, uri, size))
    const file = { uri, role: 'artifact', size, modified: new Date(0) } as const
    if (removeBefore && (await folder.remove(file, removeBefore))) count(pushed.removed, size)
  }
  count(pushed.moved, size)
}

/** Stores a file as an object, and reads that back. */
async function copyToBucket(
  { folder, bucket }: Pick<Push, 'folder' | 'bucket'>,
  uri: string,
  size: number,
): Promise<string> {
  const [, sha256, extension] = /([0-9a-f]{64})\.(.+)$/.exec(uri) ?? []
  const stored = await bucket.putFile(await folder.path(uri), { sha256, extension })
  const copy = await bucket.check(stored.uri)
  if (copy.state === 'whole' && copy.size === size) return stored.uri
  throw new SigmaError(
    'UNAVAILABLE',
    `${stored.uri} is ${copy.state} just after it was stored: the rows of ${uri} were left as they are`,
    { next: 'see what the server or a proxy before it makes of objects, then do it again' },
  )
}
