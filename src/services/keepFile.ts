import type { ArtifactKind, StoredArtifact } from '../artifacts/artifacts.ts'
import { SigmaError } from '../core/errors.ts'
import { type ArtifactRun, insertArtifact, storedAgain } from '../store/artifacts.ts'
import type { Parts } from './parts.ts'

/** What a file holds: its bytes, or a local file that holds them, whose hash is known. */
type Content = Uint8Array | { file: string; sha256: string }

/**
 * Stores a file of a run and its row; the row is written only once the file is in place. Bytes that are stored with the
 * run already get no second row, and the time of the first is that of now: of several reports the newest is the one that holds.
 */
export async function keepFile(
  parts: Parts,
  content: Content,
  { kind, extension }: { kind: ArtifactKind; extension: string },
  run: ArtifactRun,
): Promise<StoredArtifact> {
  const stored = await put(parts, content, { kind, extension })
  const { uri } = stored
  const createdAt = parts.now().toISOString()
  if (await storedAgain(parts.db, run, { uri, createdAt })) return stored
  await insertArtifact(parts.db, {
    ...run,
    id: parts.newId(),
    kind,
    uri,
    sha256: stored.sha256,
    size: stored.size,
    createdAt,
  })
  return stored
}

async function put(
  { artifacts }: Parts,
  content: Content,
  options: { kind: ArtifactKind; extension: string },
): Promise<StoredArtifact> {
  try {
    if (content instanceof Uint8Array) return await artifacts.put(content, options)
    return await artifacts.putFile(content.file, { ...options, sha256: content.sha256 })
  } catch (cause) {
    throw notStored(cause)
  }
}

/** A fault of the disk is the user's to mend, and told as such; any other error is passed on. */
export function notStored(cause: unknown): unknown {
  if (!(cause instanceof Error && 'syscall' in cause)) return cause
  return new SigmaError('UNAVAILABLE', `the result cannot be stored: ${cause.message}`, {
    next: 'see that the workspace can be written and its disk has space, then run it again',
    cause,
  })
}
