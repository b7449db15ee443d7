import { invalidParam } from '../core/errors.ts'
import { type ParquetContent, readParquet } from './parquet.ts'

/**
 * Reads local files of which each holds the rows that follow those of the one before, as if they were one.
 *
 * @param files at least one
 * @throws INVALID_PARAM where one was not written by Sigma, or is of another table than the first
 */
export async function readPartitions(files: readonly string[]): Promise<ParquetContent> {
  const contents = await inTurn(files, readParquet)
  const { metadata } = contents[0]
  const text = JSON.stringify(metadata)
  const strange = contents.findIndex((content) => JSON.stringify(content.metadata) !== text)
  if (strange > 0) {
    throw invalidParam([
      {
        field: 'file',
        issue: `${files[strange]} is of another matrix than ${files[0]}, whose rows it goes on with`,
      },
    ])
  }
  return {
    metadata,
    rows: contents.reduce((total, { rows }) => total + rows, 0),
    async numbers(name) {
      return joined(await inTurn(contents, (content) => content.numbers(name)))
    },
    async texts(name) {
      return (await inTurn(contents, (content) => content.texts(name))).flat()
    },
    async runs(name) {
      const found = await inTurn(contents, (content) => content.runs(name))
      const known = found.filter((runs) => runs !== null)
      if (known.length < found.length) return null
      return {
        rows: known.reduce((total, { rows }) => total + rows, 0),
        runs: known.flatMap(({ runs }) => runs),
      }
    },
  }
}

/** One after the other: each reading takes as much memory as it gives. */
async function inTurn<Item, Result>(
  items: readonly Item[],
  read: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = []
  for (const item of items) results.push(await read(item))
  return results
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const values = new Float64Array(parts.reduce((total, part) => total + part.length, 0))
  let at = 0
  for (const part of parts) {
    values.set(part, at)
    at += part.length
  }
  return values
}
