import type { Bars } from '../bars/bars.ts'
import { formatDay } from '../bars/day.ts'
import { type MarketData, noMarketData } from '../bars/marketData.ts'
import { invalidParam, SigmaError } from '../errors.ts'
import type { IndicatorSpec } from '../indicators/index.ts'
import { computeLabel } from '../labels/computeLabel.ts'
import type { LabelSpec } from '../labels/labelSpec.ts'
import { type ContractRule, type Contracts, pickContracts } from '../options/contractPick.ts'
import type { FlowSelection } from '../options/flowColumns.ts'
import { decisionRows } from './decisionRows.ts'
import { computeFeatures, type Features } from './features.ts'
import type { Dataset, Matrix } from './matrix.ts'
import { periodsPerYear } from './periodsPerYear.ts'

export interface MatrixRequest {
  bars: Bars
  /** What indicators and labels may read beside the bars; nothing when absent. */
  market?: MarketData
  indicators: readonly IndicatorSpec[]
  /** Columns of same-day option trades, which stand before those of the indicators; none when absent. */
  flow?: FlowSelection | null
  /** How each row picks the call and the put it would buy; where absent, or without quotes, none is picked. */
  contracts?: ContractRule | null
  label: LabelSpec
  /** New York hours in which a decision bar may start; all when absent. Daily bars have no hours. */
  hours?: readonly number[]
  /** Adds a `<feature>_missing` column of 0 and 1 for each feature. Default false. */
  missingFlags?: boolean
}

/** Bars that gave no row, and why. */
export interface DroppedRows {
  warm_up: number
  hours: number
  /** Bars at which the label allows no decision (close_to_open decides once a session). */
  no_decision: number
}

/** A dataset whose bars are known, ready for training and backtest, with what happened on the way. */
export interface BuiltMatrix extends Dataset {
  bars: Bars
  barOfRow: Int32Array
  /** The features of every bar, also of those that gave no row. */
  features: Features
  dropped: DroppedRows
  warnings: string[]
}

/**
 * Turns bars into a training matrix: labels on the full sessions, then features, then rows.
 * Rows before the warm-up of the slowest indicator, and those outside `hours`, are dropped and counted; rows whose
 * label is still unknown are kept for prediction. `computed` are the features, where they are at hand. Bad hours are INVALID_PARAM; no row left is UNPROCESSABLE.
 */
export function buildMatrix(request: MatrixRequest, computed?: Features): BuiltMatrix {
  const { bars, indicators, label, market = noMarketData } = request
  const warnings: string[] = []
  const { retFwd, labelEndRow, horizon, event, warnings: ofLabels } = computeLabel(bars, label, market)
  warnings.push(...ofLabels)
  const rule = { forwardFillBars: 1, missingFlags: request.missingFlags ?? false } as const
  const features = computed ?? computeFeatures(bars, indicators, rule, market, request.flow)
  const { rows, lead } = decisionRows(bars, label)
  const hours = allowedHours(request, warnings)
  const warm = rows.filter((row) => row >= features.warmUp)
  const barOfRow = warm.filter((row) => hours === null || bars.hourEt === null || hours.has(bars.hourEt[row]))
  const dropped: DroppedRows = {
    warm_up: rows.length - warm.length,
    hours: warm.length - barOfRow.length,
    no_decision: bars.ts.length - rows.length,
  }
  if (barOfRow.length === 0) throw noRows(bars, features.warmUp, dropped)
  warnings.push(...featureWarnings(features, dropped, request.missingFlags ?? false))
  const matrix: Matrix = {
    ticker: bars.ticker,
    ts: pick(bars.ts, barOfRow),
    session: barOfRow.map((row) => bars.session[row]),
    hourEt: bars.hourEt === null ? null : Int8Array.from(barOfRow, (row) => bars.hourEt?.[row] ?? 0),
    features: features.columns.map(({ name, values }) => ({ name, values: pick(values, barOfRow) })),
    retFwd: Float64Array.from(barOfRow, (row) => retFwd[row + lead] ?? Number.NaN),
    labelEnd: Float64Array.from(barOfRow, (row) => bars.ts[labelEndRow[row + lead] ?? -1] ?? Number.NaN),
    target: null,
    event: event && { y: pick(event.y, barOfRow), side: pick(event.side, barOfRow) },
    ...contractsOf(request, barOfRow),
  }
  if (label.kind !== 'none' && matrix.retFwd.every(Number.isNaN)) warnings.push(noLabelWarning(horizon))
  return {
    matrix,
    bars,
    barOfRow,
    features,
    horizon,
    returnBasis: 'open_close',
    periodsPerYear: periodsPerYear(bars, barOfRow, label, horizon),
    dropped,
    warnings,
  }
}

function contractsOf(
  { bars, market = noMarketData, contracts }: MatrixRequest,
  barOfRow: Int32Array,
): { contracts?: Contracts } {
  const { quotes } = market
  if (!contracts || quotes === null) return {}
  return { contracts: pickContracts(bars, barOfRow, { ...market, quotes }, contracts) }
}

function pick(values: Float64Array, rows: Int32Array): Float64Array {
  const picked = new Float64Array(rows.length)
  for (let i = 0; i < rows.length; i++) picked[i] = values[rows[i]]
  return picked
}

function allowedHours({ bars, hours }: MatrixRequest, warnings: string[]): ReadonlySet<number> | null {
  if (hours === undefined) return null
  const bad = hours.filter((hour) => !Number.isInteger(hour) || hour < 0 || hour > 23)
  if (bad.length > 0 || hours.length === 0) {
    const got = hours.length === 0 ? 'none' : bad.join(', ')
    throw invalidParam([{ field: 'hours', issue: `expected whole New York hours from 0 to 23, got ${got}` }])
  }
  if (bars.cadence === 'daily') {
    warnings.push('hours are ignored: daily bars have none')
    return null
  }
  return new Set(hours)
}

function featureWarnings({ interiorMissing }: Features, dropped: DroppedRows, flagged: boolean): string[] {
  const warnings: string[] = []
  if (dropped.warm_up > 0) warnings.push(`${dropped.warm_up} rows dropped while indicators warm up`)
  if (interiorMissing.length > 0) {
    const named = interiorMissing.map(({ name, rows }) => `${name} (${rows})`).join(', ')
    const advice = flagged ? '' : '; missing_flags: true adds a column that marks them'
    warnings.push(`missing after the warm-up, filled from the bar before at most once: ${named}${advice}`)
  }
  return warnings
}

function noLabelWarning(horizon: number): string {
  return `no row has a known label: a horizon of ${horizon} bars does not fit into these sessions, so nothing can be trained`
}

function noRows(bars: Bars, warmUp: number, dropped: DroppedRows): SigmaError {
  const held = bars.ts.length
  const span = held === 0 ? 'none' : `${formatDay(bars.session[0])} to ${formatDay(bars.session[held - 1])}`
  if (held > 0 && dropped.no_decision === held) return noDecisions(bars, span)
  const warmedOut = dropped.hours === 0
  return new SigmaError(
    'UNPROCESSABLE',
    warmedOut
      ? `no row is left: the features need ${warmUp} bars to warm up, and ${bars.ticker} has ${held} (${span})`
      : `no row is left: none of the ${dropped.hours} bars after the warm-up starts in the chosen hours`,
    {
      details: { bars: held, warm_up: warmUp, dropped },
      next: warmedOut
        ? 'start the window earlier, or choose indicators with shorter periods'
        : 'choose other --hours',
    },
  )
}

function noDecisions({ ticker, cadence }: Bars, span: string): SigmaError {
  return new SigmaError(
    'UNPROCESSABLE',
    `no row is left: the label allows no decision on the ${cadence} bars of ${ticker} (${span})`,
    {
      details: { cadence },
      next: 'use shorter bars, or a label that may be decided on earlier: its time has to leave a bar before the close',
    },
  )
}
