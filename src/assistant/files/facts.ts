import type { OpenFile } from '../../services/readableFiles.ts'

/** What is told of every file. */
export function factsOf({ path, size, modified }: OpenFile): {
  path: string
  size: number
  modified_at: string
} {
  return { path, size, modified_at: modified.toISOString() }
}

/** Why no rows of a file are shown; undefined where they are. */
export function withheld({ path, kept }: OpenFile, readsMatrices: boolean): string | undefined {
  if (path.endsWith('.parquet')) return 'of Parquet files no rows are shown, only what they have'
  if (!kept || readsMatrices) return undefined
  return 'of artifacts and matrices no rows are shown unless the setting assistant.read_matrices allows it'
}
