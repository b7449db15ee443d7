import { z } from 'zod'
import { SigmaError } from '../core/errors.ts'
import type { Dataset, Matrix } from '../core/matrix/matrix.ts'
import { readDataset, type StoredDataset } from '../data/matrixFile.ts'
import { findMatrix, type StoredMatrix } from '../store/matrices.ts'
import { isLarge, leftColumn } from './largeMatrix.ts'
import type { MatrixRequest } from './matrixPlan.ts'
import type { Parts } from './parts.ts'

const recordSchema = z.looseObject({
  matrix_sha: z.string(),
  pack_id: z.string(),
  model_id: z.string(),
  ticker: z.string(),
  /** Of a matrix of several. */
  tickers: z.array(z.string()).optional(),
  rows: z.number(),
  features: z.array(z.string()),
  /** Absent in matrices of before there were any. */
  contracts: z.boolean().default(false),
  sources: z.array(z.string()),
  source: z.string(),
  label: z.looseObject({ kind: z.string() }),
  hours: z.array(z.number()).nullable(),
  band: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('k_sigma'), k: z.number() }),
      z.object({ kind: z.literal('fixed_bp'), bp: z.number() }),
    ])
    .nullable(),
  window: z.object({ start: z.string(), end: z.string() }).nullable(),
  ledger_key: z.string(),
  /** As Sigma wrote it; absent in matrices of before it was kept. */
  request: z.custom<MatrixRequest>((value) => typeof value === 'object' && value !== null).optional(),
  /** What its features are, with all parameters; absent in matrices of before it was kept. */
  features_sha: z.string().optional(),
  leakage: z.looseObject({
    verdict: z.enum(['green', 'yellow', 'red']),
    findings: z.array(
      z.looseObject({
        check: z.string(),
        column: z.string(),
        verdict: z.string(),
        accepted: z.string().nullable(),
      }),
    ),
    checked: z.string(),
  }),
  warnings: z.array(z.string()),
  label_balance: z.record(z.string(), z.object({ rows: z.number(), pct: z.number() })),
  preview: z.looseObject({ nan_pct: z.record(z.string(), z.number()) }),
  size_bytes: z.number(),
})

/** What the store keeps of a matrix beside its files. */
export type MatrixRecord = z.infer<typeof recordSchema>

export interface FoundMatrix {
  stored: StoredMatrix
  record: MatrixRecord
}

/** Throws NOT_FOUND when there is no such matrix. */
export async function findMatrixRecord({ db }: Parts, sha: string): Promise<FoundMatrix> {
  const stored = await findMatrix(db, sha)
  if (!stored) {
    throw new SigmaError('NOT_FOUND', `there is no matrix ${sha} in this workspace`, {
      next: 'build one with: sigma build MODEL',
    })
  }
  return { stored, record: recordSchema.parse(stored.meta) }
}

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
