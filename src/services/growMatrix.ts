import { SigmaError } from '../core/errors.ts'
import { resolveIndicator } from '../core/indicators/index.ts'
import type { MatrixRequest } from '../core/matrix/buildMatrix.ts'
import {
  type ContinuedFeatures,
  continueFeatures,
  type FeatureCheckpoint,
} from '../core/matrix/continueFeatures.ts'
import type { TickerOrigin } from '../core/matrix/tickerTruncation.ts'
import type { FeatureOrigin } from '../core/matrix/truncationCheck.ts'
import {
  byTicker,
  type FeatureShelf,
  joinUniverse,
  shelved,
  type TickerOutcome,
  withoutRows,
} from '../core/matrix/universe.ts'
import type { Steps } from '../core/steps.ts'
import { writeCheckpoint } from '../data/checkpointFile.ts'
import { writeCheckpoints } from '../data/checkpointsFile.ts'
import { buildTickers } from '../jobs/tickerPool.ts'
import { type ComputedMatrix, computeOne, computeSeveral, requestsOf, withOrigins } from './computeMatrix.ts'
import { type EarlierMatrix, findEarlierMatrix } from './earlierMatrix.ts'
import type { Instrument } from './instruments.ts'
import { inTurns } from './inTurns.ts'
import type { MatrixPlan } from './matrixPlan.ts'
import type { Parts } from './parts.ts'

/** How much of a matrix was computed: all of its bars, or those that an earlier one did not have. */
export interface Growth {
  bars: number
  bars_computed: number
  continued_from: string | null
}

interface Grown {
  computed: ComputedMatrix
  growth: Growth
  /** A file that a build on more bars goes on from. */
  checkpoint: Uint8Array
}

/**
 * Computes the matrix of a plan: from where a stored one ends that has the same beginning, unless `force` is given. What a
 * user should know is added to `warnings`. Gives up between two tickers when the signal is aborted.
 */
export async function growMatrix(
  parts: Parts,
  plan: MatrixPlan,
  force: boolean,
  warnings: string[],
  options: GrowOptions,
): Promise<Grown> {
  const earlier = force ? null : await findEarlierMatrix(parts, plan, warnings)
  try {
    return await growFrom(parts, plan, earlier, options)
  } finally {
    await earlier?.close()
  }
}

async function growFrom(
  parts: Parts,
  plan: MatrixPlan,
  earlier: EarlierMatrix | null,
  { signal, shelf, onTicker = () => {} }: GrowOptions,
): Promise<Grown> {
  if (plan.instruments.length === 1) return growOne(plan, plan.instruments[0], earlier)
  return shelf && parts.fits.threads > 1
    ? growInThreads(plan, earlier, { shelf, threads: parts.fits.threads, signal, onTicker })
    : inTurns(growSeveral(plan, earlier, { shelf, onTicker }), signal)
}

interface GrowOptions {
  signal: AbortSignal
  shelf?: FeatureShelf | undefined
  /** Told how many of several tickers are done. */
  onTicker?: ((done: number) => void) | undefined
}

function growOne(plan: MatrixPlan, instrument: Instrument, earlier: EarlierMatrix | null): Grown {
  const { features, checkpoint, since } = continued(plan, instrument, earlier)
  const computed = computeOne(plan, instrument, features)
  const checked = earlier && standsAlone(plan) ? { findings: earlier.findings, since } : null
  return {
    computed: { ...computed, origin: originSince(computed.origin, earlier !== null, checked) },
    growth: growthOf(plan, earlier, since),
    checkpoint: writeCheckpoint(checkpoint),
  }
}

/** Of each ticker how many of its bars were taken over, and what a build on more bars goes on from. */
type Kept = ReadonlyMap<string, { checkpoint: FeatureCheckpoint | null; since: number }>

function* growSeveral(
  plan: MatrixPlan,
  earlier: EarlierMatrix | null,
  { shelf, onTicker }: { shelf: FeatureShelf | undefined; onTicker: (done: number) => void },
): Steps<Grown> {
  const kept = new Map<string, { checkpoint: FeatureCheckpoint; since: number }>()
  const featuresOf = (request: MatrixRequest) => {
    const { features, checkpoint, since } = continued(plan, request, earlier)
    // The one before is done when this one is begun.
    onTicker(kept.size)
    kept.set(request.bars.ticker, { checkpoint, since })
    return features
  }
  return grownOf(plan, earlier, kept, yield* computeSeveral(plan, featuresOf, shelf))
}

/** The same with some tickers at a time, each on a thread. What comes of it does not depend on how many. */
async function growInThreads(
  plan: MatrixPlan,
  earlier: EarlierMatrix | null,
  {
    shelf,
    threads,
    signal,
    onTicker,
  }: { shelf: FeatureShelf; threads: number; signal: AbortSignal; onTicker: (done: number) => void },
): Promise<Grown> {
  const kept = new Map<string, { checkpoint: FeatureCheckpoint | null; since: number }>()
  const outcomes: TickerOutcome[] = []
  const tasks = byTicker(requestsOf(plan)).map((request) => ({
    request,
    get earlier() {
      return earlier?.featuresOf(request.bars.ticker) ?? null
    },
  }))
  await buildTickers(tasks, { threads, signal }, ({ request, earlier: before }, answer) => {
    const since = before?.checkpoint.at ?? 0
    const { ticker } = request.bars
    onTicker(outcomes.length + 1)
    if (answer instanceof SigmaError) {
      outcomes.push(withoutRows(request, answer))
      kept.set(ticker, { checkpoint: null, since })
      return
    }
    outcomes.push(shelved({ ...answer.built, bars: request.bars }, shelf))
    kept.set(ticker, { checkpoint: answer.checkpoint, since })
  })
  return grownOf(plan, earlier, kept, withOrigins(plan, joinUniverse(outcomes, shelf)))
}

function grownOf(
  plan: MatrixPlan,
  earlier: EarlierMatrix | null,
  kept: Kept,
  computed: ComputedMatrix & { origin: readonly TickerOrigin[] },
): Grown {
  const names = computed.origin.map(({ matrix }) => matrix.ticker)
  const isChecked = earlier !== null && standsAlone(plan) && wasClean(earlier, names)
  const origin = computed.origin.map((one) => {
    const since = kept.get(one.matrix.ticker)?.since ?? 0
    const checked = isChecked ? { findings: [], since } : null
    return { ...one, origin: originSince(one.origin, since > 0, checked) }
  })
  const tickers = plan.instruments.map(({ bars: { ticker, ts } }) => ({
    ticker,
    bars: ts.length,
    checkpoint: names.includes(ticker) ? (kept.get(ticker)?.checkpoint ?? null) : null,
  }))
  const since = [...kept.values()].reduce((total, one) => total + one.since, 0)
  return {
    computed: { ...computed, origin },
    growth: growthOf(plan, earlier, since),
    checkpoint: writeCheckpoints(tickers),
  }
}

/** The features of one ticker, and how many of its bars were taken over. */
function continued(
  { indicators, flow, missingFlags }: MatrixPlan,
  { bars, market }: Pick<Instrument, 'bars'> & Partial<Pick<Instrument, 'market'>>,
  earlier: EarlierMatrix | null,
): ContinuedFeatures & { since: number } {
  const before = earlier?.featuresOf(bars.ticker) ?? null
  const request = { bars, ...(market && { market }), indicators, flow }
  return {
    ...continueFeatures({ ...request, rule: { forwardFillBars: 1, missingFlags } }, before),
    since: before?.checkpoint.at ?? 0,
  }
}

/**
 * Features that were gone on with are missing at earlier bars without a row, and so no measure of those computed again.
 */
function originSince(
  origin: FeatureOrigin,
  isContinued: boolean,
  checked: NonNullable<FeatureOrigin['earlier']> | null,
): FeatureOrigin {
  return { ...origin, ...(isContinued && { features: undefined }), earlier: checked }
}

/**
 * Whether the check of an earlier matrix stands: every feature is of bars alone, which are the same. What vendors serve
 * of options and indices may have been revised since.
 */
function standsAlone({ indicators, flow }: MatrixPlan): boolean {
  return flow === null && indicators.every((spec) => resolveIndicator(spec).indicator.reads === undefined)
}

/**
 * Whether a check of some tickers had nothing to tell, and would look at the same ones again. A finding names a row among
 * those of all tickers, which may have got others before it: then all is looked at anew.
 */
function wasClean({ findings, tickers }: EarlierMatrix, names: readonly string[]): boolean {
  return findings.length === 0 && tickers.join() === names.join()
}

function growthOf({ instruments }: MatrixPlan, earlier: EarlierMatrix | null, since: number): Growth {
  const bars = instruments.reduce((total, one) => total + one.bars.ts.length, 0)
  return { bars, bars_computed: bars - since, continued_from: earlier?.sha ?? null }
}
