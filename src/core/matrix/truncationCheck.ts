import type { Bars } from '../bars/bars.ts'
import { formatDay } from '../bars/day.ts'
import { type MarketData, marketDataAt } from '../bars/marketData.ts'
import { sliceBars } from '../bars/window.ts'
import type { IndicatorSpec } from '../indicators/index.ts'
import type { FlowSelection } from '../options/flowColumns.ts'
import { computeFeatures, type Features, type ImputationRule, warmUpOf } from './features.ts'
import type { Matrix } from './matrix.ts'
import { type Cut, cutPlaces, cutsSince } from './truncationCuts.ts'

/** What the features of a matrix were computed from. */
export interface FeatureOrigin {
  bars: Bars
  market?: MarketData
  barOfRow: Int32Array
  indicators: readonly IndicatorSpec[]
  /** Columns of option trades that the features begin with; none when absent. */
  flow?: FlowSelection | null
  missingFlags?: boolean
  /**
   * A check that was made of the first bars, and the first bar that is new since: only what follows is computed again, and
   * the findings of the earlier check stand.
   */
  earlier?: { findings: readonly TruncationFinding[]; since: number } | null
  /** What `compute` gave for all bars, when that is at hand; else it is computed once more. */
  features?: Features
  /** How features come from bars; {@link computeFeatures} when absent. */
  compute?: typeof computeFeatures
}

/** A feature value that changes when later bars are taken away. */
export interface TruncationFinding {
  check: 'truncation'
  verdict: 'red'
  column: string
  /** Of a matrix of several. */
  ticker?: string
  /** Row of the matrix; null when the first difference found lies at a bar that gave none. */
  row: number | null
  session: string
  /** The value with later bars at hand, and that from bars up to `cut_session` only; null is missing. */
  value: number | null
  value_truncated: number | null
  cut_session: string
}

export interface TruncationCheck {
  findings: TruncationFinding[]
  /** Features that were computed again, and from how many cuts. */
  columns: number
  cuts: number
  /** First session that was looked at, where an earlier check had looked at those before; else null. */
  since: string | null
  /** Of a matrix of several tickers: how many of them were looked at. */
  tickers?: number
}

/**
 * Computes the features again from bars cut short. At every bar up to a cut, also at those that give no row of the
 * matrix and before missing values were filled, a feature must have exactly the value that it has with all bars.
 */
export function truncationCheck(matrix: Matrix, origin: FeatureOrigin): TruncationCheck {
  if (origin.earlier) return checkSince(matrix, origin, origin.earlier)
  const { bars, features = compute(origin, 0, bars.ts.length) } = origin
  const stored = new Map(matrix.features.map(({ name, values }) => [name, values]))
  const found = new Map<string, TruncationFinding>()
  const state = { matrix, origin, stored, found }
  compareMatrix(features, state)
  const cuts = cutPlaces(origin, features.warmUp)
  for (const cut of cuts) {
    const longer = cut.from === 0 ? features : compute(origin, cut.from, cut.until)
    const shorter = compute(origin, cut.from, cut.cut + 1)
    compareCut(cut, { longer, shorter }, state)
  }
  return {
    findings: matrix.features.flatMap(({ name }) => found.get(name) ?? []),
    columns: features.columns.filter(({ name }) => stored.has(name)).length,
    cuts: cuts.length,
    since: null,
  }
}

/** The same for bars that came after an earlier check. */
function checkSince(
  matrix: Matrix,
  origin: FeatureOrigin,
  { findings, since }: NonNullable<FeatureOrigin['earlier']>,
): TruncationCheck {
  const { bars, indicators, flow } = origin
  const stored = new Map(matrix.features.map(({ name, values }) => [name, values]))
  const found = new Map(findings.map((finding) => [finding.column, finding]))
  const cuts = cutsSince(bars.ts.length, since, warmUpOf(bars, indicators, flow))
  for (const cut of cuts) {
    const longer = compute(origin, cut.from, cut.until)
    const shorter = compute(origin, cut.from, cut.cut + 1)
    compareCut(cut, { longer, shorter }, { matrix, origin, stored, found })
  }
  return {
    findings: matrix.features.flatMap(({ name }) => found.get(name) ?? []),
    columns: matrix.features.length,
    cuts: cuts.length,
    since: formatDay(bars.session[Math.min(since, bars.session.length - 1)]),
  }
}

interface Found {
  matrix: Matrix
  origin: FeatureOrigin
  /** Columns of the matrix, by name. */
  stored: ReadonlyMap<string, Float64Array>
  /** The first finding of each column. */
  found: Map<string, TruncationFinding>
}

/** The features of bars `from` up to, without, `until`, from what was known at the last of them. */
function compute(origin: FeatureOrigin, from: number, until: number): Features {
  const { bars, market, indicators, compute: computeAll = computeFeatures } = origin
  const rule: ImputationRule = { forwardFillBars: 1, missingFlags: origin.missingFlags ?? false }
  return computeAll(
    sliceBars(bars, from, until),
    indicators,
    rule,
    market && marketDataAt(market, bars, until - 1, from),
    origin.flow,
  )
}

/** What is in the matrix must be what comes out when it is computed. */
function compareMatrix({ columns }: Features, { matrix, origin, stored, found }: Found): void {
  const { bars, barOfRow } = origin
  for (const { name, values } of columns) {
    const inMatrix = stored.get(name)
    const row = inMatrix === undefined ? -1 : firstDifference(inMatrix, values, barOfRow)
    if (inMatrix === undefined || row < 0) continue
    found.set(name, {
      check: 'truncation',
      verdict: 'red',
      column: name,
      row,
      session: formatDay(matrix.session[row]),
      value: nullWhenMissing(inMatrix[row]),
      value_truncated: nullWhenMissing(values[barOfRow[row]]),
      cut_session: formatDay(bars.session[bars.session.length - 1]),
    })
  }
}

function compareCut(
  { from, cut }: Cut,
  { longer, shorter }: { longer: Features; shorter: Features },
  { origin, stored, found }: Found,
): void {
  const { bars, barOfRow } = origin
  for (const kind of ['columns', 'raw'] as const) {
    const truncated = new Map(shorter[kind].map(({ name, values }) => [name, values]))
    for (const { name, values } of longer[kind]) {
      const again = stored.has(name) && !found.has(name) ? truncated.get(name) : undefined
      const place = again === undefined ? -1 : firstDifference(again, values)
      if (again === undefined || place < 0) continue
      const row = barOfRow.indexOf(from + place)
      found.set(name, {
        check: 'truncation',
        verdict: 'red',
        column: name,
        row: row < 0 ? null : row,
        session: formatDay(bars.session[from + place]),
        value: nullWhenMissing(values[place]),
        value_truncated: nullWhenMissing(again[place]),
        cut_session: formatDay(bars.session[cut]),
      })
    }
  }
}

/**
 * First place of `a` at which `b` has another value; -1 when there is none. Both missing is equal. With `places`,
 * `a[i]` is compared with `b[places[i]]`.
 */
function firstDifference(a: Float64Array, b: Float64Array, places?: Int32Array): number {
  for (let i = 0; i < a.length; i++) {
    const other = b[places === undefined ? i : places[i]]
    if (a[i] !== other && !(Number.isNaN(a[i]) && Number.isNaN(other))) return i
  }
  return -1
}

function nullWhenMissing(value: number): number | null {
  return Number.isNaN(value) ? null : value
}
