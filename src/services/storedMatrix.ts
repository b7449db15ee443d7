import type { Dataset, Matrix } from '../core/matrix/matrix.ts'
import { readDataset, type StoredDataset } from '../data/matrixFile.ts'
import type { StoredMatrix } from '../store/matrices.ts'
import { isLarge, leftColumn } from './largeMatrix.ts'
import { type FoundMatrix, findMatrixRecord } from './matrixRecord.ts'
import type { Parts } from './parts.ts'

/** The dataset of a stored matrix, with the bars that price its trades. Its files are checked against their hashes. */
export async function readDatasetOf(parts: Parts, sha: string): Promise<Dataset> {
  const found = await findMatrixRecord(parts, sha)
  return readDataset(await filesOf(parts, found))
}

/** The same, with the features of a large matrix left in its file: a few are in memory at a time. */
export async function openDatasetOf(parts: Parts, sha: string): Promise<Dataset> {
  const { stored, record } = await findMatrixRecord(parts, sha)
  if (!isLarge(parts, record.rows, record.features.length)) return readDatasetOf(parts, sha)
  return readDataset(await pathsOf(parts, stored), leftColumn)
}

/** The rows of a stored matrix, without the bars that price its trades. */
export async function readRowsOf(parts: Parts, sha: string): Promise<Matrix> {
  const found = await findMatrixRecord(parts, sha)
  const { matrix } = await readDataset({ ...(await filesOf(parts, found)), bars: null })
  return matrix
}

/** A large file is read from the disk: in memory it would be as much again as its columns. */
async function filesOf(parts: Parts, { stored, record }: FoundMatrix): Promise<StoredDataset> {
  if (isLarge(parts, record.rows, record.features.length)) return pathsOf(parts, stored)
  const [matrix, bars] = await Promise.all([
    parts.artifacts.get(stored.matrixUri),
    parts.artifacts.get(stored.barsUri),
  ])
  return { matrix, bars }
}

async function pathsOf({ artifacts }: Parts, { matrixUri, barsUri }: StoredMatrix): Promise<StoredDataset> {
  return { matrix: await artifacts.checkedPath(matrixUri), bars: await artifacts.checkedPath(barsUri) }
}
