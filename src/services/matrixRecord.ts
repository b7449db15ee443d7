import { z } from 'zod'
import { SigmaError } from '../core/errors.ts'
import { findMatrix, type StoredMatrix } from '../store/matrices.ts'
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
  /** Of how many files it is; absent of one. */
  partitions: z.number().optional(),
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
