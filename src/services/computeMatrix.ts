import { type BuiltMatrix, buildMatrix, type MatrixRequest } from '../core/matrix/buildMatrix.ts'
import type { Features } from '../core/matrix/features.ts'
import type { LeakageRequest } from '../core/matrix/leakageScan.ts'
import type { Dataset } from '../core/matrix/matrix.ts'
import type { TickerOrigin } from '../core/matrix/tickerTruncation.ts'
import type { FeatureOrigin } from '../core/matrix/truncationCheck.ts'
import { type BuiltUniverse, type FeatureShelf, universeSteps } from '../core/matrix/universe.ts'
import { runSteps, type Steps } from '../core/steps.ts'
import type { Instrument } from './instruments.ts'
import type { MatrixPlan } from './matrixPlan.ts'

/** The matrix of a plan, with what a leakage scan computes its features again from. */
export interface ComputedMatrix extends Dataset, Pick<BuiltUniverse, 'dropped' | 'warnings'> {
  origin: NonNullable<LeakageRequest['origin']>
}

/** Computes the matrix of a plan, of one ticker or of several. */
export function computeMatrix(plan: MatrixPlan): ComputedMatrix {
  const { instruments } = plan
  return instruments.length === 1 ? computeOne(plan, instruments[0]) : runSteps(computeSeveral(plan))
}

/**
 * The matrix of several tickers, a ticker at a time. `featuresOf` tells the features of one, where they are not to be computed
 * anew; `shelf` takes them, where they are not to stay in memory.
 */
export function* computeSeveral(
  plan: MatrixPlan,
  featuresOf?: (request: MatrixRequest) => Features,
  shelf?: FeatureShelf,
): Steps<ComputedMatrix & { origin: readonly TickerOrigin[] }> {
  return withOrigins(plan, yield* universeSteps(requestsOf(plan), featuresOf, shelf))
}

/** What the matrix of each ticker of a plan is built from. */
export function requestsOf(plan: MatrixPlan): MatrixRequest[] {
  return plan.instruments.map((instrument) => requestOf(plan, instrument))
}

/** A universe with what a leakage scan computes its features again from. */
export function withOrigins(
  plan: MatrixPlan,
  built: BuiltUniverse,
): ComputedMatrix & { origin: readonly TickerOrigin[] } {
  const marketOf = new Map(plan.instruments.map(({ bars, market }) => [bars.ticker, market]))
  const origins = built.parts.map((part) => ({
    matrix: part.built.matrix,
    rows: part.rows,
    origin: originOf(plan, part.built, marketOf.get(part.built.bars.ticker)),
  }))
  return { ...built, origin: origins }
}

/** The matrix of one ticker. `features` are its features, where they are at hand. */
export function computeOne(
  plan: MatrixPlan,
  instrument: Instrument,
  features?: Features,
): ComputedMatrix & { origin: FeatureOrigin } {
  const built = buildMatrix(requestOf(plan, instrument), features)
  return { ...built, origin: originOf(plan, built, instrument.market) }
}

function requestOf(plan: MatrixPlan, { bars, market }: Instrument): MatrixRequest {
  const { indicators, flow, contracts, label, missingFlags, hours } = plan
  return { bars, market, indicators, flow, contracts, label, missingFlags, ...(hours !== null && { hours }) }
}

function originOf(
  { indicators, flow, missingFlags }: MatrixPlan,
  {
    bars,
    barOfRow,
    features,
  }: Pick<BuiltMatrix, 'bars' | 'barOfRow'> & Partial<Pick<BuiltMatrix, 'features'>>,
  market: Instrument['market'] | undefined,
): FeatureOrigin {
  return {
    bars,
    ...(market && { market }),
    barOfRow,
    indicators,
    flow,
    missingFlags,
    ...(features && { features }),
  }
}
