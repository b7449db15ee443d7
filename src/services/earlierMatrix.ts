import { z } from 'zod'
import type { Bars } from '../core/bars/bars.ts'
import { sliceBars } from '../core/bars/window.ts'
import { SigmaError } from '../core/errors.ts'
import { groupAt, groupBy } from '../core/groupBy.ts'
import type { EarlierFeatures } from '../core/matrix/continueFeatures.ts'
import type { Dataset } from '../core/matrix/matrix.ts'
import { valuesAt } from '../core/matrix/spreadRows.ts'
import { barsOfTicker } from '../core/matrix/tickerBars.ts'
import type { TruncationFinding } from '../core/matrix/truncationCheck.ts'
import { readCheckpoint } from '../data/checkpointFile.ts'
import { readCheckpoints, type TickerCheckpoint } from '../data/checkpointsFile.ts'
import { listFamily, type StoredMatrix } from '../store/matrices.ts'
import { barsShaOf } from './instruments.ts'
import type { MatrixPlan } from './matrixPlan.ts'
import type { Parts } from './parts.ts'
import { findMatrixRecord, readDatasetOf } from './storedMatrix.ts'

/** A stored matrix that a longer one can go on from. */
export interface EarlierMatrix {
  sha: string
  /** Tickers that it has rows of. */
  tickers: readonly string[]
  /** What its leakage scan found by cutting bars short. */
  findings: TruncationFinding[]
  /** What there is of a ticker to go on with; null where that is nothing. */
  featuresOf(ticker: string): EarlierFeatures | null
}

type Growth = NonNullable<StoredMatrix['growth']>

/** Longest matrices of a family that are held against the bars: those before them have the same beginning or none. */
const candidates = 3

const finding: z.ZodType<TruncationFinding> = z.object({
  check: z.literal('truncation'),
  verdict: z.literal('red'),
  column: z.string(),
  ticker: z.string().optional(),
  row: z.number().nullable(),
  session: z.string(),
  value: z.number().nullable(),
  value_truncated: z.number().nullable(),
  cut_session: z.string(),
})

/**
 * The longest stored matrix that differs from the planned one only in ending earlier: the bars of each ticker are the
 * first of the plan's, unchanged. Null when there is none. One whose files can't be read is passed over, and told in
 * `warnings`.
 */
export async function findEarlierMatrix(
  parts: Parts,
  plan: MatrixPlan,
  warnings: string[],
): Promise<EarlierMatrix | null> {
  const bars = plan.instruments.map((instrument) => instrument.bars)
  const stored = await listFamily(parts.db, {
    family: plan.family,
    bars: bars.reduce((total, { ts }) => total + ts.length, 0),
    limit: candidates,
  })
  for (const { sha, growth } of stored) {
    if (growth === null) continue
    try {
      const found =
        bars.length === 1
          ? await earlierOfOne(parts, sha, growth, bars[0])
          : await earlierOfSeveral(parts, sha, growth, bars)
      if (found) return found
    } catch (error) {
      if (!(error instanceof SigmaError)) throw error
      warnings.push(`built from the first bar, since the earlier matrix can not be read: ${error.message}`)
    }
  }
  return null
}

async function earlierOfOne(
  parts: Parts,
  sha: string,
  growth: Growth,
  bars: Bars,
): Promise<EarlierMatrix | null> {
  if (barsShaOf([sliceBars(bars, 0, growth.bars)]) !== growth.barsSha) return null
  const { matrix, barOfRow } = await readDatasetOf(parts, sha)
  if (barOfRow === null) throw new Error(`the matrix ${sha} of a model has no bars`)
  const checkpoint = readCheckpoint(await parts.artifacts.get(growth.checkpointUri))
  const earlier = { checkpoint, features: matrix.features, barOfRow }
  return {
    sha,
    tickers: [matrix.ticker],
    findings: await findingsOf(parts, sha),
    featuresOf: () => earlier,
  }
}

async function earlierOfSeveral(
  parts: Parts,
  sha: string,
  growth: Growth,
  bars: readonly Bars[],
): Promise<EarlierMatrix | null> {
  const kept = readCheckpoints(await parts.artifacts.get(growth.checkpointUri))
  if (!beginsWith(bars, kept, growth.barsSha)) return null
  const dataset = await readDatasetOf(parts, sha)
  const { names } = dataset.matrix.tickers ?? { names: [] }
  const checkpoints = new Map(kept.map(({ ticker, checkpoint }) => [ticker, checkpoint]))
  const featuresOf = featuresByTicker(dataset)
  return {
    sha,
    tickers: names,
    findings: await findingsOf(parts, sha),
    featuresOf(ticker) {
      const checkpoint = checkpoints.get(ticker)
      const features = featuresOf(ticker)
      return checkpoint && features ? { checkpoint, ...features } : null
    },
  }
}

/** Whether the bars of each ticker begin with those that an earlier matrix was built from. */
function beginsWith(bars: readonly Bars[], kept: readonly TickerCheckpoint[], barsSha: string): boolean {
  const isSame =
    kept.length === bars.length &&
    kept.every(
      ({ ticker, bars: held }, place) => ticker === bars[place].ticker && held <= bars[place].ts.length,
    )
  return isSame && barsShaOf(bars.map((own, place) => sliceBars(own, 0, kept[place].bars))) === barsSha
}

/** The features of each ticker of a matrix, with the bars of its rows; null of a ticker without rows. */
function featuresByTicker({
  matrix,
  panel,
}: Dataset): (ticker: string) => Omit<EarlierFeatures, 'checkpoint'> | null {
  const { tickers } = matrix
  if (!tickers || !panel) throw new Error('a matrix of several tickers has the bars of each')
  const rowsOf = groupBy(tickers.names.length, tickers.ofRow)
  return (ticker) => {
    const place = tickers.names.indexOf(ticker)
    if (place < 0) return null
    const rows = groupAt(rowsOf, place)
    return {
      features: matrix.features.map(({ name, values }) => ({ name, values: valuesAt(values, rows) })),
      barOfRow: barsOfTicker(rows, matrix.ts, panel[place]),
    }
  }
}

async function findingsOf(parts: Parts, sha: string): Promise<TruncationFinding[]> {
  const { record } = await findMatrixRecord(parts, sha)
  return record.leakage.findings.flatMap((one) => finding.safeParse(one).data ?? [])
}
