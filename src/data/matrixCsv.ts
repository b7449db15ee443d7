import { createHash } from 'node:crypto'
import type { Bars, Cadence } from '../core/bars/bars.ts'
import { invalidParam, SigmaError } from '../core/errors.ts'
import type { Dataset, Matrix } from '../core/matrix/matrix.ts'
import type { Steps } from '../core/steps.ts'
import { readContracts } from './contractColumns.ts'
import { openCsv, type TableFile } from './csvTable.ts'
import {
  columnKind,
  findMatrixColumns,
  type MatrixColumns,
  type MatrixCsvOptions,
  type PriceName,
} from './matrixCsvColumns.ts'
import { labelEnds, requireLabel } from './matrixCsvLabels.ts'
import { ledgerHash } from './matrixCsvLedger.ts'
import { pricedPanel, returnsOfPanel } from './matrixCsvPanel.ts'
import { returnsOfPrices, warnOfOddReturns } from './matrixCsvReturns.ts'
import { Rows } from './matrixCsvRows.ts'
import { type RowTimes, rowTimes } from './matrixCsvTimes.ts'
import { inferPeriodsPerYear } from './periods.ts'

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

/** Of a year: what a file without times is annualised by, which ranks thresholds and is never shown. */
const tradingDates = 252

/**
 * Reads a matrix from CSV: a time column, features, and a forward return, a class target, or prices to take the
 * return from. Which column is which follows from `options` and from names; every assumption is in `warnings`.
 * Rows may stand in any order. Missing or equal times (unless `timesRequired` is false), text in a number and missing
 * columns are INVALID_PARAM with line and column; a file without rows is UNPROCESSABLE. An empty cell is a missing
 * value; an empty target or return makes the row one to predict.
 *
 * @param file the bytes as a table, where they are no CSV
 */
export function* readMatrixCsv(
  bytes: Uint8Array,
  options: MatrixCsvOptions = {},
  file: TableFile = openCsv(bytes),
): Steps<ForeignDataset> {
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
    labelEnd: labelEnds(rows, columns, times, { target: given, retFwd, horizon, panel }),
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

/** Bars of the rows when the file has closes that can be prices, else null. */
function pricedBars(
  rows: Rows,
  { prices, target, returns }: MatrixColumns,
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
    // Where nothing else says what a decision earns, it cannot be done without them.
    if ((target ?? returns) === undefined) throw notPositive(prices[bad] ?? bad, column(bad), rows)
    warnings.push(`${prices[bad]} is not taken as a price: some of its values are missing or not positive`)
    return null
  }
  const [open, high, low, close, volume] = (['open', 'high', 'low', 'close', 'volume'] as const).map(column)
  return { ticker, cadence, ts, session, hourEt, open, high, low, close, volume }
}

function notPositive(name: string, prices: Float64Array, rows: Rows): SigmaError {
  const row = prices.findIndex((price) => !(price > 0))
  const got = Number.isNaN(prices[row]) ? 'none' : prices[row]
  const fault = rows.fault(name, `expected a positive price, got ${got}`, row)
  return invalidParam([fault], {
    next: 'mend the price or leave out the row; a column of forward returns, named with --return, does without prices',
  })
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

/** @throws INVALID_PARAM with the line of the first weight that is missing or below 0 */
function givenWeights(column: string, rows: Rows): Float64Array {
  const weights = rows.numbers(column)
  const bad = weights.findIndex((weight) => !(weight >= 0))
  if (bad < 0) return weights
  const got = Number.isNaN(weights[bad]) ? 'none' : weights[bad]
  throw invalidParam([rows.fault(column, `expected a weight from 0 on in each row, got ${got}`, bad)])
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
