import type { Bars } from '../bars/bars.ts'
import { formatDay } from '../bars/day.ts'
import { type MarketData, marketDataAt } from '../bars/marketData.ts'
import { sliceBars } from '../bars/window.ts'
import type { IndicatorSpec } from '../indicators/index.ts'
import type { FlowSelection } from '../options/flowColumns.ts'
import { computeFeatures } from './features.ts'
import type { Matrix } from './matrix.ts'
import { countMissing } from './missing.ts'
import { ranks, shiftedCorrelation } from './rankCorrelation.ts'

type LeakageVerdict = 'green' | 'yellow' | 'red'

/** A feature value that changes when later bars are taken away. */
interface TruncationFinding {
  check: 'truncation'
  verdict: 'red'
  column: string
  /** First differing row of the matrix, and its session. */
  row: number
  session: string
  /** The value in the matrix, and the one computed from bars up to `cut_session` only; null is missing. */
  value: number | null
  value_truncated: number | null
  cut_session: string
  accepted: string | null
}

/** A feature that follows the forward return more closely than chance and honest skill allow. */
interface CorrelationFinding {
  check: 'correlation'
  verdict: 'yellow' | 'red'
  column: string
  rho: number
  /** The feature of row t against the return of row t + shift. */
  shift: number
  m: number
  limit: number
  accepted: string | null
}

export interface LeakageReport {
  /** The worst finding that is not accepted. */
  verdict: LeakageVerdict
  findings: (TruncationFinding | CorrelationFinding)[]
  /** Strongest rank correlation of each feature, whatever its size; null where it is undefined. */
  correlations: {
    column: string
    rho: number | null
    shift: number
    m: number
    yellow: number
    red: number
  }[]
  /** What was looked at and what stayed out of sight. */
  checked: string
}

export interface LeakageRequest {
  matrix: Matrix
  /** Label horizon in bars. */
  horizon: number
  /** What the features were computed from; null for a foreign file, which can't be recomputed. */
  origin: {
    bars: Bars
    market?: MarketData
    barOfRow: Int32Array
    indicators: readonly IndicatorSpec[]
    flow?: FlowSelection | null
    missingFlags?: boolean
  } | null
  /** Features that the pack vouches for, with the reason: they are reported but don't decide the verdict. */
  accepted?: Readonly<Record<string, string>>
}

/**
 * Looks for features that know the future: (a) by computing them again from bars cut short, where any difference
 * is red; (b) by their rank correlation with the forward return. It finds what these two can see; see `checked`.
 */
export function leakageScan(request: LeakageRequest): LeakageReport {
  const accepted = request.accepted ?? {}
  const cuts = request.origin === null ? [] : cutBars(request.origin.barOfRow)
  const truncations = truncationFindings(request, cuts, accepted)
  const correlations = strongestCorrelations(request)
  const findings = [...truncations, ...correlationFindings(correlations, accepted)]
  const open = findings.filter((finding) => finding.accepted === null)
  const verdict = open.some((finding) => finding.verdict === 'red')
    ? 'red'
    : open.length > 0
      ? 'yellow'
      : 'green'
  return { verdict, findings, correlations, checked: whatWasChecked(request, cuts.length, correlations) }
}

/**
 * Bars after which the rest is taken away. Looking ahead by k bars shows only in the last k rows before a cut, so
 * many cuts find more than one; most of them lie early, where computing again costs little.
 */
function cutBars(barOfRow: Int32Array): number[] {
  const rows = barOfRow.length
  const early = Math.min(rows, 4000)
  const positions = [
    ...Array.from({ length: 12 }, (_, i) => Math.floor((early * (i + 1)) / 13)),
    ...[0.4, 0.7, 0.95].map((share) => Math.floor(rows * share)),
  ]
  return [...new Set(positions.map((row) => barOfRow[row]))].sort((a, b) => a - b)
}

function truncationFindings(
  { matrix, origin }: LeakageRequest,
  cuts: readonly number[],
  accepted: Readonly<Record<string, string>>,
): TruncationFinding[] {
  if (origin === null) return []
  const suspects = new Map(matrix.features.map((column) => [column.name, column.values]))
  const findings: TruncationFinding[] = []
  for (const cut of cuts) {
    if (suspects.size === 0) break
    const rule = { forwardFillBars: 1, missingFlags: origin.missingFlags ?? false } as const
    const { columns } = computeFeatures(
      sliceBars(origin.bars, 0, cut + 1),
      origin.indicators,
      rule,
      origin.market && marketDataAt(origin.market, origin.bars, cut),
      origin.flow,
    )
    for (const { name, values } of columns) {
      const stored = suspects.get(name)
      const row = stored === undefined ? -1 : firstDifference(stored, values, origin.barOfRow)
      if (stored === undefined || row < 0) continue
      suspects.delete(name)
      findings.push({
        check: 'truncation',
        verdict: 'red',
        column: name,
        row,
        session: formatDay(matrix.session[row]),
        value: nullWhenMissing(stored[row]),
        value_truncated: nullWhenMissing(values[origin.barOfRow[row]]),
        cut_session: formatDay(origin.bars.session[cut]),
        accepted: accepted[name] ?? null,
      })
    }
  }
  return findings
}

/** First row of the matrix, among those that the truncated bars reach, whose value differs; -1 when none does. */
function firstDifference(stored: Float64Array, truncated: Float64Array, barOfRow: Int32Array): number {
  for (let row = 0; row < barOfRow.length && barOfRow[row] < truncated.length; row++) {
    const a = stored[row]
    const b = truncated[barOfRow[row]]
    if (a !== b && !(Number.isNaN(a) && Number.isNaN(b))) return row
  }
  return -1
}

function nullWhenMissing(value: number): number | null {
  return Number.isNaN(value) ? null : value
}

/**
 * Each feature against the return of its own row and, when labels overlap, of the h - 1 rows after it: a leak of a
 * later label shows there. Never against earlier rows, since a past return is honest knowledge.
 * Overlapping labels make rows / h the number of independent ones. Ranks are taken over the labelled rows once.
 */
function strongestCorrelations({ matrix, horizon }: LeakageRequest): LeakageReport['correlations'] {
  const { retFwd } = matrix
  const returnRanks = ranks(retFwd)
  const labelled = retFwd.length - countMissing(retFwd)
  const shifts = Math.max(1, horizon)
  return matrix.features.map(({ name, values }) => {
    const known = missingWhere(values, retFwd)
    const pairs = known.length - countMissing(known)
    const m = Math.floor(pairs / shifts)
    const featureRanks = ranks(known)
    const pairedReturns = pairs === labelled ? returnRanks : ranks(missingWhere(retFwd, values))
    let rho = shiftedCorrelation(featureRanks, pairedReturns, 0)
    let shift = 0
    for (let ahead = 1; ahead < shifts; ahead++) {
      const other = shiftedCorrelation(featureRanks, returnRanks, ahead)
      if (Math.abs(other) > Math.abs(rho) || (Number.isNaN(rho) && !Number.isNaN(other))) {
        rho = other
        shift = ahead
      }
    }
    const yellow = Math.max(0.15, 4 / Math.sqrt(m))
    return { column: name, rho: nullWhenMissing(rho), shift, m, yellow, red: Math.max(0.3, 5 / Math.sqrt(m)) }
  })
}

/** The values, missing also where those of another column are. */
function missingWhere(values: Float64Array, other: Float64Array): Float64Array {
  const masked = values.slice()
  for (let row = 0; row < masked.length; row++) if (Number.isNaN(other[row])) masked[row] = Number.NaN
  return masked
}

function correlationFindings(
  correlations: LeakageReport['correlations'],
  accepted: Readonly<Record<string, string>>,
): CorrelationFinding[] {
  return correlations.flatMap(({ column, rho, shift, m, yellow, red }) => {
    if (rho === null || Math.abs(rho) < yellow) return []
    const isRed = Math.abs(rho) >= red
    const finding: CorrelationFinding = {
      check: 'correlation',
      verdict: isRed ? 'red' : 'yellow',
      column,
      rho,
      shift,
      m,
      limit: isRed ? red : yellow,
      accepted: accepted[column] ?? null,
    }
    return [finding]
  })
}

function whatWasChecked(
  { matrix, horizon, origin }: LeakageRequest,
  cuts: number,
  correlations: LeakageReport['correlations'],
): string {
  const parts: string[] = []
  if (origin === null) {
    parts.push(
      'Features of a foreign file can not be computed again, so whether they used later bars stays hidden; ' +
        'only their correlation with the forward return was looked at.',
    )
  } else {
    parts.push(
      `${matrix.features.length} features were computed again from bars cut at ${cuts} places and compared exactly; ` +
        'what shows only between these places, or is wrong in the bars themselves, stays hidden.',
    )
  }
  const measured = correlations.filter(({ rho }) => rho !== null)
  const rows = matrix.retFwd.length - countMissing(matrix.retFwd)
  const shifts = horizon > 1 ? `their own row and of the ${horizon - 1} rows after it` : 'their own row'
  parts.push(
    rows === 0
      ? 'No forward return is known, so no correlation was measured.'
      : `${measured.length} of ${correlations.length} features were rank-correlated with the forward return of ` +
          `${shifts}, over ${rows} labelled rows (the others do not vary or are missing).`,
  )
  parts.push(
    'A weak leak can hide below the limits: green means that nothing was found, not that nothing is there.',
  )
  return parts.join(' ')
}
