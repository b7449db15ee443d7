import { createHash } from 'node:crypto'
import type { Bars, Cadence } from '../core/bars/bars.ts'
import { median } from '../core/bars/sessions.ts'
import { firstAtOrAfter } from '../core/bars/window.ts'
import { invalidParam, SigmaError } from '../core/errors.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import type { Dataset, Matrix, Tickers } from '../core/matrix/matrix.ts'
import { decisionsOf } from '../core/validation/folds.ts'
import { newYork } from './calendar.ts'
import { readContracts } from './contractColumns.ts'
import { type CsvTable, openCsv } from './csvTable.ts'
import {
  columnKind,
  findMatrixColumns,
  type MatrixColumns,
  type MatrixCsvOptions,
  type PriceName,
} from './matrixCsvColumns.ts'
import { labelEndsByTicker, type Panel, panelOf, returnsOfPanel } from './matrixCsvPanel.ts'
import { returnsOfPrices, warnOfOddReturns } from './matrixCsvReturns.ts'
import { type RowTimes, rowTimes } from './matrixCsvTimes.ts'
import { inferPeriodsPerYear } from './periods.ts'
import type { Steps } from './steps.ts'
import { WrittenTimes } from './writtenTimes.ts'

export type { MatrixCsvOptions } from './matrixCsvColumns.ts'

/** A matrix made elsewhere, with what had to be assumed about it. */
export interface ForeignDataset {
  dataset: Dataset
  /** SHA-256 of the bytes of the file. */
  contentHash: string
  /**
   * SHA-256 of the first 250 (time, return) pairs and the horizon: keeps the trials on one file together when its
   * name changes or days are appended.
   */
  ledgerHash: string
  warnings: string[]
}

const ledgerRows = 250

/** Of a year: what a file without times is annualised by, which ranks thresholds and is never shown. */
const tradingDates = 252

/**
 * Reads a matrix from CSV: a time column, features, and a forward return, a class target, or prices to take the
 * return from. Which column is which follows from `options` and from names; every assumption is in `warnings`.
 * Rows may stand in any order. Missing or equal times (unless `timesRequired` is false), text in a number and missing
 * columns are INVALID_PARAM with line and column; a file without rows is UNPROCESSABLE. An empty cell is a missing
 * value; an empty target or return makes the row one to predict.
 */
export function* readMatrixCsv(bytes: Uint8Array, options: MatrixCsvOptions = {}): Steps<ForeignDataset> {
  const file = openCsv(bytes)
  const columns = findMatrixColumns(file.names, file.sample, options)
  const table = yield* file.steps(file.names.map((name) => columnKind(name, columns)))
  if (table.rows === 0) {
    throw new SigmaError('UNPROCESSABLE', 'the file has a header but no rows', {
      next: 'check how the file was written',
    })
  }
  const warnings = columns.ignored.map(({ name, why }) => `column ${name} is no feature: ${why}`)
  const times = rowTimes(table, columns, warnings)
  yield
  const rows = new Rows(table, times)
  const { tickers } = times
  const panel = tickers && pricedPanel(rows, columns, { ...times, tickers }, warnings)
  const bars = tickers ? null : pricedBars(rows, columns, times, options.ticker ?? 'CSV', warnings)
  const horizon = horizonOf(columns, times.cadence, options, warnings)
  const given =
    columns.target === undefined ? null : classTarget(rows.texts(columns.target), columns.target, warnings)
  const event = eventOf(given, rows, columns)
  const target = event === null ? given : null
  const retFwd =
    columns.returns !== undefined
      ? rows.numbers(columns.returns)
      : tickers && panel
        ? returnsOfPanel(panel, tickers, horizon, warnings)
        : returnsOfPrices(bars, table.rows, horizon, warnings)
  // What a regression learns need be no return.
  if (!options.numericTarget) warnOfOddReturns(retFwd, columns.returns, horizon, tickers, warnings)
  if (options.labelRequired !== false) requireLabel(given, retFwd, columns, file.names)
  yield
  const matrix: Matrix = {
    ticker: options.ticker ?? 'CSV',
    ts: times.ts,
    session: times.session,
    hourEt: times.hourEt,
    features: columns.features.map((name) => ({
      name: name.replace(/^feature:/, ''),
      values: rows.numbers(name),
    })),
    retFwd,
    ...(columns.weights !== undefined && { weights: givenWeights(columns.weights, rows) }),
    labelEnd: tickers
      ? labelEnds(rows, columns, times.ts, given, retFwd, endsOf(tickers, columns, times.ts, horizon, panel))
      : labelEnds(rows, columns, times.ts, given, retFwd, endsAhead(times.ts, horizon)),
    target,
    event,
    ...(columns.contracts && { contracts: readContracts((name) => rows.numbers(name)) }),
    ...(tickers && { tickers }),
  }
  yield
  const contentHash = yield* hashOf(bytes)
  return {
    dataset: {
      matrix,
      bars,
      barOfRow: panel?.barOfRow ?? (bars === null ? null : new Int32Array(table.rows).map((_, row) => row)),
      ...(panel && { panel: panel.series }),
      horizon,
      returnBasis:
        (bars ?? panel) === null ? 'forward' : columns.prices.open === undefined ? 'close' : 'open_close',
      periodsPerYear: periodsOf(times, options, warnings),
    },
    contentHash,
    ledgerHash: ledgerHash(matrix, horizon),
    warnings,
  }
}

/** SHA-256 of bytes, 16 MB a step. */
function* hashOf(bytes: Uint8Array): Steps<string> {
  const hash = createHash('sha256')
  const step = 2 ** 24
  for (let at = 0; at < bytes.length; at += step) {
    hash.update(bytes.subarray(at, at + step))
    yield
  }
  return hash.digest('hex')
}

/** The table's columns in the order of time. */
class Rows {
  readonly #table: CsvTable
  readonly #order: Int32Array | null

  constructor(table: CsvTable, { order }: RowTimes) {
    this.#table = table
    this.#order = order
  }

  numbers(name: string): Float64Array {
    const values = this.#table.numbers.get(name) ?? new Float64Array(this.#table.rows).fill(Number.NaN)
    const order = this.#order
    return order === null ? values : new Float64Array(values.length).map((_, place) => values[order[place]])
  }

  /** Times in milliseconds UTC; NaN is missing. */
  instants(name: string): Float64Array {
    const times = this.#table.times.get(name) ?? WrittenTimes.missing(this.#table.rows)
    return new Float64Array(this.#table.rows).map((_, row) =>
      times.instant(this.#order?.[row] ?? row, newYork),
    )
  }

  texts(name: string): string[] {
    const values = this.#table.texts.get(name) ?? []
    return this.#order === null ? values : Array.from(this.#order, (row) => values[row])
  }

  lines(): Int32Array {
    return this.#order === null ? this.#table.lines : this.#order.map((row) => this.#table.lines[row])
  }
}

/** Bars of the rows when the file has closes that can be prices, else null. */
function pricedBars(
  rows: Rows,
  { prices }: MatrixColumns,
  { ts, session, hourEt, cadence, distinct }: RowTimes,
  ticker: string,
  warnings: string[],
): Bars | null {
  if (prices.close === undefined) return null
  if (!distinct) {
    warnings.push(
      `${prices.close} is not taken as a price: rows share a time, so it may be that of several instruments`,
    )
    return null
  }
  const column = (name: PriceName) => {
    const own = prices[name]
    return own === undefined ? new Float64Array(ts.length).fill(Number.NaN) : rows.numbers(own)
  }
  const bad = (['open', 'close'] as const).find(
    (name) => prices[name] !== undefined && !column(name).every((price) => price > 0),
  )
  if (bad !== undefined) {
    warnings.push(`${prices[bad]} is not taken as a price: some of its values are missing or not positive`)
    return null
  }
  const [open, high, low, close, volume] = (['open', 'high', 'low', 'close', 'volume'] as const).map(column)
  return { ticker, cadence, ts, session, hourEt, open, high, low, close, volume }
}

/** Bars of each ticker when the file has closes that can be prices, else null. A missing price is a missing bar. */
function pricedPanel(
  rows: Rows,
  { prices }: MatrixColumns,
  times: RowTimes & { tickers: Tickers },
  warnings: string[],
): Panel | null {
  if (prices.close === undefined) return null
  const column = (name: PriceName) => {
    const own = prices[name]
    return own === undefined ? new Float64Array(times.ts.length).fill(Number.NaN) : rows.numbers(own)
  }
  const [open, high, low, close, volume] = (['open', 'high', 'low', 'close', 'volume'] as const).map(column)
  const bad = [open, close].findIndex((values) => values.some((price) => price <= 0))
  if (bad >= 0) {
    const name = bad === 0 ? prices.open : prices.close
    warnings.push(`${name} is not taken as a price: some of its values are not positive`)
    return null
  }
  return close.every(Number.isNaN) ? null : panelOf(times, { open, high, low, close, volume })
}

function endsOf(
  tickers: Tickers,
  { returns }: MatrixColumns,
  ts: Float64Array,
  horizon: number,
  panel: Panel | null,
): Float64Array {
  return labelEndsByTicker(ts, tickers, horizon, returns === undefined ? panel : null)
}

function horizonOf(
  { returns }: MatrixColumns,
  cadence: Cadence,
  { horizon }: MatrixCsvOptions,
  warnings: string[],
): number {
  if (horizon !== undefined) {
    if (Number.isInteger(horizon) && horizon >= 1) return horizon
    throw invalidParam([
      { field: 'horizon', issue: `expected a whole number of bars from 1, got ${horizon}` },
    ])
  }
  const days = /^(?:ret_fwd|fwd_ret)_(\d+)d$/i.exec(returns ?? '')
  if (days && cadence === 'daily' && Number(days[1]) >= 1) {
    warnings.push(`horizon ${days[1]} taken from the name ${returns}`)
    return Number(days[1])
  }
  return 1
}

/** More classes than this are no classes but numbers. */
const mostClasses = 20

/** What programs write for a class that is not known. */
const unknownClass = /^(nan|null|na|n\/a|#n\/a)$/i

/** Class names as given; one that is not known is empty. */
function classTarget(given: string[], column: string, warnings: string[]): string[] {
  const words = new Set(given.filter((name) => unknownClass.test(name)))
  if (words.size > 0) warnings.push(`${[...words].join(', ')} in ${column} is taken for a class not known`)
  const names = words.size > 0 ? given.map((name) => (words.has(name) ? '' : name)) : given
  const classes = new Set(names)
  classes.delete('')
  if (classes.size > mostClasses) {
    throw invalidParam([{ field: column, issue: `expected a class, got ${classes.size} different values` }], {
      next: `when ${column} is a forward return, say --return ${column}`,
    })
  }
  return names
}

/** The event of a matrix of ours: its `y` is no direction, which `event_side` says. */
function eventOf(
  target: string[] | null,
  rows: Rows,
  { target: name, eventSide }: MatrixColumns,
): Matrix['event'] {
  if (target === null || eventSide === undefined) return null
  const y = Float64Array.from(target, (text) => (text === '' ? Number.NaN : Number(text)))
  const bad = target.find((_, row) => target[row] !== '' && y[row] !== 0 && y[row] !== 1)
  if (bad !== undefined) {
    throw invalidParam([
      {
        field: name ?? 'y',
        issue: `beside ${eventSide} expected 1 where the event came about and 0 elsewhere, got "${bad}"`,
      },
    ])
  }
  return { y, side: rows.numbers(eventSide) }
}

function requireLabel(
  target: string[] | null,
  retFwd: Float64Array,
  { returns }: MatrixColumns,
  names: readonly string[],
): void {
  if (target?.some((name) => name !== '')) return
  if (retFwd.some((value) => !Number.isNaN(value))) return
  const issue =
    target === null && returns === undefined
      ? 'expected a forward return (ret_fwd, ret_next_hour, ret_fwd_*), a class (y, y_syn) or a close, found none'
      : 'every value of the target is missing'
  throw invalidParam([{ field: 'target', issue }], {
    next: `name the column with --return or --target; the file has: ${names.join(', ')}`,
  })
}

/** When each label is known: the file's `label_end`, else as `ends` says. */
function labelEnds(
  rows: Rows,
  { labelEnd }: MatrixColumns,
  ts: Float64Array,
  target: string[] | null,
  retFwd: Float64Array,
  ends: Float64Array,
): Float64Array {
  const given = labelEnd === undefined ? undefined : givenLabelEnds(labelEnd, rows, ts)
  return ends.map((end, row) => {
    const labelled = !Number.isNaN(retFwd[row]) || (target !== null && target[row] !== '')
    if (!labelled) return Number.NaN
    return given === undefined || Number.isNaN(given[row]) ? end : given[row]
  })
}

/** The time `horizon` times ahead of each row; past the last one, as many median gaps later. */
function endsAhead(ts: Float64Array, horizon: number): Float64Array {
  const times = ts.filter((at, row) => row === 0 || at > ts[row - 1])
  const last = times.length - 1
  const gap = median(times.subarray(1).map((at, i) => at - times[i]))
  let place = 0
  return ts.map((at) => {
    if (at > times[place]) place++
    const ahead = place + horizon
    return ahead <= last ? times[ahead] : times[last] + gap * (ahead - last)
  })
}

/** @throws INVALID_PARAM with the line of the first weight that is missing or below 0 */
function givenWeights(column: string, rows: Rows): Float64Array {
  const weights = rows.numbers(column)
  const bad = weights.findIndex((weight) => !(weight >= 0))
  if (bad < 0) return weights
  const got = Number.isNaN(weights[bad]) ? 'none' : weights[bad]
  throw invalidParam([
    { field: column, issue: `expected a weight from 0 on in each row, got ${got}`, line: rows.lines()[bad] },
  ])
}

function givenLabelEnds(column: string, rows: Rows, ts: Float64Array): Float64Array {
  const ends = rows.instants(column)
  const early = ends.findIndex((end, row) => end < ts[row])
  if (early >= 0) {
    throw invalidParam([
      { field: column, issue: 'the label ends before its own row', line: rows.lines()[early] },
    ])
  }
  return ends
}

function periodsOf(
  { ts, session, tickers, dated }: RowTimes,
  { periodsPerYear }: MatrixCsvOptions,
  warnings: string[],
): number {
  if (periodsPerYear !== undefined) {
    if (Number.isFinite(periodsPerYear) && periodsPerYear > 0) return periodsPerYear
    throw invalidParam([
      { field: 'periods_per_year', issue: `expected a positive number, got ${periodsPerYear}` },
    ])
  }
  if (!dated) return tradingDates
  const ofTimes = tickers ? session.filter((_, row) => row === 0 || ts[row] > ts[row - 1]) : session
  const { value, reason } = inferPeriodsPerYear(ofTimes)
  warnings.push(`${value} periods a year: ${reason}; --periods-per-year sets another number`)
  return value
}

function ledgerHash({ ts, retFwd, target, tickers }: Matrix, horizon: number): string {
  const outcome = (row: number) => (Number.isNaN(retFwd[row]) ? (target?.[row] ?? null) : retFwd[row])
  if (!tickers) {
    const pairs = Array.from(ts.subarray(0, ledgerRows), (at, row) => [at, outcome(row)])
    return sha256OfJson({ horizon, pairs })
  }
  // As many times, whatever the number of tickers; those that come later change nothing.
  const { times } = decisionsOf(ts)
  const rows = ledgerRows < times.length ? firstAtOrAfter(ts, times[ledgerRows]) : ts.length
  const named = Array.from(ts.subarray(0, rows), (at, row) => [
    at,
    tickers.names[tickers.ofRow[row]],
    outcome(row),
  ])
  return sha256OfJson({ horizon, named })
}
