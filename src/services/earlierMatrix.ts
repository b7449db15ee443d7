import { z } from 'zod'
import type { Bars } from '../core/bars/bars.ts'
import { sliceBars } from '../core/bars/window.ts'
import { SigmaError } from '../core/errors.ts'
import { groupAt, groupBy } from '../core/groupBy.ts'
import type { EarlierFeatures } from '../core/matrix/continueFeatures.ts'
import { barsOfTicker } from '../core/matrix/tickerBars.ts'
import type { TruncationFinding } from '../core/matrix/truncationCheck.ts'
import { readCheckpoint } from '../data/checkpointFile.ts'
import { readCheckpoints, type TickerCheckpoint } from '../data/checkpointsFile.ts'
import { listFamily, type StoredMatrix } from '../store/matrices.ts'
import { featuresByTicker } from './featuresByTicker.ts'
import { barsShaOf } from './instruments.ts'
import type { MatrixPlan } from './matrixPlan.ts'
import { findMatrixRecord } from './matrixRecord.ts'
import type { Parts } from './parts.ts'
import { openRowsOf, readRowsOf } from './storedMatrix.ts'

/** A stored matrix that a longer one can go on from. */
export interface EarlierMatrix {
  sha: string
  /** Tickers that it has rows of. */
  tickers: readonly string[]
  /** What its leakage scan found by cutting bars short. */
  findings: TruncationFinding[]
  /** What there is of a ticker to go on with; null where that is nothing. */
  featuresOf(ticker: string): EarlierFeatures | null
  /** Afterwards no features can be asked for. */
  close(): Promise<void>
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
      const kept =
        bars.length === 1
          ? await checkpointOfOne(parts, growth, bars[0])
          : await checkpointsOfSeveral(parts, growth, bars)
      if (kept) return await readEarlier(parts, sha, kept, bars)
    } catch (error) {
      if (!(error instanceof SigmaError)) throw error
      warnings.push(`built from the first bar, since the earlier matrix can not be read: ${error.message}`)
    }
  }
  return null
}

/** What an earlier build left behind, where the bars begin with those that it had; else null. */
async function checkpointOfOne(
  { artifacts }: Parts,
  growth: Growth,
  bars: Bars,
): Promise<TickerCheckpoint[] | null> {
  if (!beginWith([bars], [growth.bars], growth.barsSha)) return null
  const checkpoint = readCheckpoint(await artifacts.get(growth.checkpointUri))
  return [{ ticker: bars.ticker, bars: growth.bars, checkpoint }]
}

/** The same of several tickers, whose file tells how many bars each had. */
async function checkpointsOfSeveral(
  { artifacts }: Parts,
  growth: Growth,
  bars: readonly Bars[],
): Promise<TickerCheckpoint[] | null> {
  const kept = readCheckpoints(await artifacts.get(growth.checkpointUri))
  const isSame = kept.map(({ ticker }) => ticker).join() === bars.map(({ ticker }) => ticker).join()
  const held = kept.map((one) => one.bars)
  return isSame && beginWith(bars, held, growth.barsSha) ? kept : null
}

/** Whether the first so many bars of each ticker are those of this hash. */
function beginWith(bars: readonly Bars[], held: readonly number[], barsSha: string): boolean {
  return (
    bars.every(({ ts }, place) => held[place] <= ts.length) &&
    barsShaOf(bars.map((own, place) => sliceBars(own, 0, held[place]))) === barsSha
  )
}

/** @param bars of the matrix that is planned, which begin with those of the earlier one */
async function readEarlier(
  parts: Parts,
  sha: string,
  kept: readonly TickerCheckpoint[],
  bars: readonly Bars[],
): Promise<EarlierMatrix> {
  const { record } = await findMatrixRecord(parts, sha)
  // All features of a ticker are in memory at a time.
  const matrix = await (bars.length === 1 ? readRowsOf(parts, sha) : openRowsOf(parts, sha))
  const { names, ofRow } = matrix.tickers ?? {
    names: [matrix.ticker],
    ofRow: new Int32Array(matrix.ts.length),
  }
  const rowsOf = groupBy(names.length, ofRow)
  const features = await featuresByTicker(parts, matrix, rowsOf)
  return {
    sha,
    tickers: names,
    findings: record.leakage.findings.flatMap((one) => finding.safeParse(one).data ?? []),
    featuresOf(ticker) {
      const own = bars.find((one) => one.ticker === ticker)
      const checkpoint = kept.find((one) => one.ticker === ticker)?.checkpoint
      if (!own || !checkpoint) return null
      const place = names.indexOf(ticker)
      return {
        checkpoint,
        features: features.of(place),
        barOfRow: barsOfTicker(groupAt(rowsOf, place), matrix.ts, own),
      }
    },
    close: features.close,
  }
}
