import type { Bars } from '../bars/bars.ts'
import { SigmaError } from '../errors.ts'
import { groupBy } from '../groupBy.ts'
import { laid } from '../laid.ts'
import { runSteps, type Steps } from '../steps.ts'
import { decisionsOf } from '../validation/folds.ts'
import { type BuiltMatrix, buildMatrix, type DroppedRows, type MatrixRequest } from './buildMatrix.ts'
import type { Features } from './features.ts'
import type { Column, Dataset, Matrix } from './matrix.ts'
import { valuesAt } from './spreadRows.ts'
import { tickerWarnings } from './tickerWarnings.ts'

/** Matrix of several tickers. */
export interface BuiltUniverse extends Dataset {
  panel: readonly Bars[]
  barOfRow: Int32Array
  /** Of each ticker its own matrix, and which rows of the whole are its rows. */
  parts: readonly { built: TickerPart; rows: Int32Array }[]
  /** Of all tickers together. */
  dropped: DroppedRows
  warnings: string[]
}

/** Where the features of tickers are put as they are computed, so that those of all are never in memory together. */
export interface FeatureShelf {
  /** Takes the features of the rows of the next ticker, and gives them back as they lie there. */
  put(features: readonly Column[]): Column[]
  /** The features of all tickers. @param place of each row, its place among the rows of one ticker after the other */
  joined(place: Int32Array): Column[]
}

/** The matrix of one ticker; the features of its bars are let go of where those of its rows were put on a shelf. */
export type TickerPart = Omit<BuiltMatrix, 'features'> & Partial<Pick<BuiltMatrix, 'features'>>

/** The name of a matrix of several tickers, in the place of a ticker. */
const universeName = 'universe'

/**
 * One matrix of several tickers, rows by time and of one time by ticker. Features and labels of a ticker are those of its
 * own bars, as if it stood alone; where a ticker has no bar, or none after its warm-up, there is no row of it. One that
 * has no row at all is left out, with a warning.
 *
 * @param requests one for each ticker, which differ in bars and market alone
 * @param featuresOf the features of a request, where they are not to be computed from its first bar
 * @throws UNPROCESSABLE when fewer than two tickers have rows
 */
export function buildUniverse(
  requests: readonly MatrixRequest[],
  featuresOf?: (request: MatrixRequest) => Features,
): BuiltUniverse {
  return runSteps(universeSteps(requests, featuresOf))
}

/** The same, a ticker at a time. @param shelf where features go; they stay in memory when absent */
export function* universeSteps(
  requests: readonly MatrixRequest[],
  featuresOf?: (request: MatrixRequest) => Features,
  shelf?: FeatureShelf,
): Steps<BuiltUniverse> {
  const outcomes: TickerOutcome[] = []
  for (const request of byTicker(requests)) {
    try {
      const one = buildMatrix(request, featuresOf?.(request))
      outcomes.push(shelf ? shelved(one, shelf) : one)
    } catch (error) {
      outcomes.push(withoutRows(request, error))
    }
    yield
  }
  return joinUniverse(outcomes, shelf)
}

/** What came of a ticker: its matrix, or why it has no rows. */
export type TickerOutcome = TickerPart | { ticker: string; error: SigmaError }

/** Why a ticker has no rows. @throws the error where it says something else */
export function withoutRows({ bars: { ticker } }: MatrixRequest, error: unknown): TickerOutcome {
  if (!(error instanceof SigmaError) || error.code !== 'UNPROCESSABLE') throw error
  return { ticker, error }
}

/**
 * The matrix of tickers that were built, in rising order; `shelf` has their features, where these were put there.
 *
 * @throws UNPROCESSABLE when fewer than two tickers have rows
 */
export function joinUniverse(outcomes: readonly TickerOutcome[], shelf?: FeatureShelf): BuiltUniverse {
  const built = outcomes.flatMap((one) => ('error' in one ? [] : [one]))
  const failed = outcomes.flatMap((one) => ('error' in one ? [one] : []))
  if (built.length < 2) throw tooFew(built, failed)
  const warnings = [
    ...tickerWarnings(built.map(({ bars: { ticker }, warnings }) => ({ ticker, warnings }))),
    ...failed.map(({ ticker, error }) => `${ticker} is left out: ${error.message}`),
  ]
  return join(built, warnings, shelf)
}

/** A ticker whose features were put on a shelf. */
export function shelved({ features: _, ...one }: TickerPart, shelf: FeatureShelf): TickerPart {
  return { ...one, matrix: { ...one.matrix, features: shelf.put(one.matrix.features) } }
}

/** The requests in rising order of their tickers. */
export function byTicker(requests: readonly MatrixRequest[]): MatrixRequest[] {
  return [...requests].sort(({ bars: { ticker: a } }, { bars: { ticker: b } }) =>
    a < b ? -1 : a > b ? 1 : 0,
  )
}

function join(built: readonly TickerPart[], warnings: string[], shelf?: FeatureShelf): BuiltUniverse {
  const matrices = built.map(({ matrix }) => matrix)
  const order = jointOrder(matrices)
  const [first] = matrices
  const numbers = (of: (matrix: Matrix) => Float64Array) =>
    valuesAt(laid(new Float64Array(order.place.length), matrices.map(of)), order.place)
  const whole = (of: (one: TickerPart) => Int32Array | Int8Array) =>
    intsAt(laid(new Int32Array(order.place.length), built.map(of)), order.place)
  const { hourEt, event } = first
  const matrix: Matrix = {
    ticker: universeName,
    ts: numbers(({ ts }) => ts),
    session: whole(({ matrix }) => matrix.session),
    hourEt: hourEt && Int8Array.from(whole((one) => one.matrix.hourEt ?? new Int8Array())),
    // Which columns there are follows from what was asked for alone, so that all tickers have the same.
    features:
      shelf?.joined(order.place) ??
      first.features.map(({ name }, column) => ({
        name,
        values: numbers(({ features }) => features[column].values),
      })),
    retFwd: numbers(({ retFwd }) => retFwd),
    labelEnd: numbers(({ labelEnd }) => labelEnd),
    target: null,
    event: event && {
      y: numbers((one) => one.event?.y ?? new Float64Array()),
      side: numbers((one) => one.event?.side ?? new Float64Array()),
    },
    tickers: { names: matrices.map(({ ticker }) => ticker), ofRow: order.ticker },
  }
  const rows = groupBy(built.length, order.ticker)
  return {
    matrix,
    bars: null,
    barOfRow: whole(({ barOfRow }) => barOfRow),
    panel: built.map(({ bars }) => bars),
    parts: built.map((one, ticker) => ({
      built: one,
      rows: rows.index.subarray(rows.start[ticker], rows.start[ticker + 1]),
    })),
    // Labels over sessions of intraday bars span as many bars as a ticker's usual session has.
    horizon: Math.max(...built.map(({ horizon }) => horizon)),
    returnBasis: 'open_close',
    periodsPerYear: Math.max(...built.map(({ periodsPerYear }) => periodsPerYear)),
    dropped: {
      warm_up: sum(built, ({ dropped }) => dropped.warm_up),
      hours: sum(built, ({ dropped }) => dropped.hours),
      no_decision: sum(built, ({ dropped }) => dropped.no_decision),
    },
    warnings,
  }
}

/** The rows of all matrices, one matrix after the other, in the order of time and then of tickers. */
function jointOrder(matrices: readonly Matrix[]): { place: Int32Array; ticker: Int32Array } {
  const rows = sum(matrices, ({ ts }) => ts.length)
  const ts = laid(
    new Float64Array(rows),
    matrices.map((matrix) => matrix.ts),
  )
  const { times, timeOfRow } = decisionsOf(ts)
  const { index: place } = groupBy(times.length, timeOfRow)
  const tickerOf = laid(
    new Int32Array(rows),
    matrices.map((matrix, ticker) => new Int32Array(matrix.ts.length).fill(ticker)),
  )
  return { place, ticker: intsAt(tickerOf, place) }
}

function intsAt(values: Int32Array, places: Int32Array): Int32Array {
  return places.map((place) => values[place])
}

function sum<T>(values: readonly T[], of: (value: T) => number): number {
  return values.reduce((total, value) => total + of(value), 0)
}

function tooFew(
  built: readonly TickerPart[],
  failed: readonly { ticker: string; error: SigmaError }[],
): SigmaError {
  const [{ ticker, error }] = failed
  const left = built.length === 0 ? 'no ticker has' : `only ${built[0].bars.ticker} has`
  return new SigmaError('UNPROCESSABLE', `${left} rows; ${ticker}: ${error.message}`, {
    details: { tickers: failed.map((one) => ({ ticker: one.ticker, why: one.error.message })) },
    next: error.next ?? 'name other tickers, or one alone with --ticker',
  })
}
