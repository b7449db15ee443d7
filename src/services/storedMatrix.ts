import type { Dataset, Matrix } from '../core/matrix/matrix.ts'
import { readDataset, type StoredDataset } from '../data/matrixFile.ts'
import { listPartitions } from '../store/matrices.ts'
import { isLarge, leftColumn } from './largeMatrix.ts'
import { type FoundMatrix, findMatrixRecord } from './matrixRecord.ts'
import type { Parts } from './parts.ts'

/** The dataset of a stored matrix, with the bars that price its trades. Its files are checked against their hashes. */
export async function readDatasetOf(parts: Parts, sha: string): Promise<Dataset> {
  const found = await findMatrixRecord(parts, sha)
  return readDataset(await filesOf(parts, found))
}

/** The same, with the features of a large matrix left in its files: a few are in memory at a time. */
export async function openDatasetOf(parts: Parts, sha: string): Promise<Dataset> {
  const found = await findMatrixRecord(parts, sha)
  if (!isLeftInFiles(parts, found)) return readDatasetOf(parts, sha)
  return readDataset(await pathsOf(parts, found), leftColumn)
}

/** The rows of a stored matrix, without the bars that price its trades. */
export async function readRowsOf(parts: Parts, sha: string): Promise<Matrix> {
  const found = await findMatrixRecord(parts, sha)
  const { matrix } = await readDataset({ ...(await filesOf(parts, found)), bars: null })
  return matrix
}

/** The files of its rows, in their order. */
export async function matrixUris({ db }: Parts, { stored, record }: FoundMatrix): Promise<string[]> {
  return record.partitions === undefined ? [stored.matrixUri] : listPartitions(db, stored.sha)
}

function isLeftInFiles(parts: Parts, { record }: FoundMatrix): boolean {
  return record.partitions !== undefined || isLarge(parts, record.rows, record.features.length)
}

/** The same, with the features of a large matrix left in its files. */
export async function openRowsOf(parts: Parts, sha: string): Promise<Matrix> {
  const found = await findMatrixRecord(parts, sha)
  if (!isLeftInFiles(parts, found)) return readRowsOf(parts, sha)
  const { matrix } = await readDataset({ ...(await pathsOf(parts, found)), bars: null }, leftColumn)
  return matrix
}

/** A large file is read from the disk: in memory it would be as much again as its columns. */
async function filesOf(parts: Parts, found: FoundMatrix): Promise<StoredDataset> {
  if (isLeftInFiles(parts, found)) return pathsOf(parts, found)
  const { stored } = found
  const [matrix, bars] = await Promise.all([
    parts.artifacts.get(stored.matrixUri),
    parts.artifacts.get(stored.barsUri),
  ])
  return { matrix, bars }
}

async function pathsOf(parts: Parts, found: FoundMatrix): Promise<StoredDataset> {
  const { artifacts } = parts
  const matrix: string[] = []
  for (const uri of await matrixUris(parts, found)) matrix.push(await artifacts.checkedPath(uri))
  return { matrix, bars: await artifacts.checkedPath(found.stored.barsUri) }
}
