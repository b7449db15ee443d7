import type { FoundFile } from '../artifacts/artifacts.ts'
import { findReferred } from '../store/artifactUris.ts'
import type { Parts } from './parts.ts'

/**
 * For how long a file may lie without a row, in hours: a run stores its files first and its row then. What is older was
 * left by a run that was killed in between, or by rows that are gone.
 */
const graceHours = 1

const batchSize = 500

/** A file of the store that no row refers to. `isRecent`: a run may be about to write its row. */
export interface UnreferredFile extends FoundFile {
  isRecent: boolean
}

/** The time before which a file that no row refers to is nobody's. */
export function graceBegins({ wallTime }: Pick<Parts, 'wallTime'>): Date {
  return new Date(wallTime().getTime() - graceHours * 3_600_000)
}

/** Walks the store, and gives what no row refers to, foreign files too. Throws when the process is to stop. */
export async function* unreferredFiles(parts: Parts, before: Date): AsyncGenerator<UnreferredFile> {
  let batch: FoundFile[] = []
  for await (const file of parts.artifacts.list()) {
    batch.push(file)
    if (batch.length < batchSize) continue
    yield* unreferredOf(parts, batch, before)
    batch = []
  }
  yield* unreferredOf(parts, batch, before)
}

/** The files were listed before the rows are looked for, so that what is stored meanwhile is not among them. */
async function* unreferredOf(
  { db, stopping }: Parts,
  files: readonly FoundFile[],
  before: Date,
): AsyncGenerator<UnreferredFile> {
  stopping.throwIfAborted()
  const artifacts = files.filter(({ role }) => role === 'artifact').map(({ uri }) => uri)
  const referred = await findReferred(db, artifacts)
  for (const file of files) {
    if (!referred.has(file.uri)) yield { ...file, isRecent: file.modified >= before }
  }
}
