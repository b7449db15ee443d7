import { z } from 'zod'
import type { Bars } from '../core/bars/bars.ts'
import { barsHash } from '../core/bars/barsHash.ts'
import { sliceBars } from '../core/bars/window.ts'
import { SigmaError } from '../core/errors.ts'
import type { EarlierFeatures } from '../core/matrix/continueFeatures.ts'
import type { TruncationFinding } from '../core/matrix/truncationCheck.ts'
import { readCheckpoint } from '../data/checkpointFile.ts'
import { listFamily } from '../store/matrices.ts'
import { digest } from './digest.ts'
import type { MatrixPlan } from './matrixPlan.ts'
import type { Parts } from './parts.ts'
import { findMatrixRecord, readDatasetOf } from './storedMatrix.ts'

/** A stored matrix that a longer one can go on from. */
export interface EarlierMatrix extends EarlierFeatures {
  sha: string
  /** What its leakage scan found by cutting bars short. */
  findings: TruncationFinding[]
}

/** Longest matrices of a family that are held against the bars: those before them have the same beginning or none. */
const candidates = 3

const finding: z.ZodType<TruncationFinding> = z.object({
  check: z.literal('truncation'),
  verdict: z.literal('red'),
  column: z.string(),
  row: z.number().nullable(),
  session: z.string(),
  value: z.number().nullable(),
  value_truncated: z.number().nullable(),
  cut_session: z.string(),
})

/**
 * The longest stored matrix that differs from the planned one only in ending earlier: its bars are the first of the
 * plan's, unchanged. Null when there is none. One whose files can't be read is passed over, and told in `warnings`.
 */
export async function findEarlierMatrix(
  parts: Parts,
  plan: MatrixPlan,
  bars: Bars,
  warnings: string[],
): Promise<EarlierMatrix | null> {
  const stored = await listFamily(parts.db, {
    family: plan.family,
    bars: bars.ts.length,
    limit: candidates,
  })
  for (const { sha, growth } of stored) {
    if (growth === null || barsHash(sliceBars(bars, 0, growth.bars), digest) !== growth.barsSha) continue
    try {
      return await readEarlier(parts, sha, growth.checkpointUri)
    } catch (error) {
      if (!(error instanceof SigmaError)) throw error
      warnings.push(`built from the first bar, since the earlier matrix can not be read: ${error.message}`)
    }
  }
  return null
}

async function readEarlier(parts: Parts, sha: string, checkpointUri: string): Promise<EarlierMatrix> {
  const { record } = await findMatrixRecord(parts, sha)
  const { matrix, barOfRow } = await readDatasetOf(parts, sha)
  if (barOfRow === null) throw new Error(`the matrix ${sha} of a model has no bars`)
  const checkpoint = readCheckpoint(await parts.artifacts.get(checkpointUri))
  const findings = record.leakage.findings.flatMap((one) => finding.safeParse(one).data ?? [])
  return { sha, checkpoint, features: matrix.features, barOfRow, findings }
}
