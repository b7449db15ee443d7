import { withoutReturns } from '../core/backtest/withoutReturns.ts'
import { invalidParam, type SigmaError } from '../core/errors.ts'
import { didYouMean } from '../core/nearest.ts'
import { contractColumnNames } from './contractColumns.ts'
import { type ColumnKind, looksMissing, looksNumeric } from './csvTable.ts'
import { parseTime } from './parseTime.ts'

/** How a user says what stands in a file; what is left out follows from names. */
export interface MatrixCsvOptions {
  /** Column of decision times. */
  time?: string
  /** Column of tickers, where a file holds several; else the one called ticker or symbol. */
  tickers?: string
  /** Column of class names. */
  target?: string
  /** Column of forward returns, as fractions. */
  returns?: string
  /** Column of how much each row counts in a fit. */
  weights?: string
  /** Takes the target for a number to be learned by regression; it then has the place of the return. */
  numericTarget?: boolean
  /** The features, and nothing else. */
  features?: readonly string[]
  /** Columns that are no features. */
  exclude?: readonly string[]
  /** Column of the price at the decision, instead of the one called close. */
  close?: string
  /** Bars from decision to the end of the return. */
  horizon?: number
  periodsPerYear?: number
  ticker?: string
  /** False for prediction, which needs features only. */
  labelRequired?: boolean
  /**
   * False where nothing has to be purged, as in training and prediction: then the file may do without times, or have
   * equal ones.
   */
  timesRequired?: boolean
}

const priceNames = ['open', 'high', 'low', 'close', 'volume'] as const
export type PriceName = (typeof priceNames)[number]

/** The part that each column plays. */
export interface MatrixColumns {
  /** Undefined for a file without times, whose rows then stand in the order of the file. */
  time: string | undefined
  timesRequired: boolean
  /** Undefined for a file without times, whose rows are one after the other. */
  tickers: string | undefined
  hour: string | undefined
  target: string | undefined
  /** Beside a target `y`: the side that earns when the event comes about, as `writeMatrixCsv` writes it. */
  eventSide: string | undefined
  returns: string | undefined
  weights: string | undefined
  labelEnd: string | undefined
  prices: Partial<Record<PriceName, string>>
  /** Whether the file has the columns of picked option contracts, as a matrix of Sigma's does. */
  contracts: boolean
  features: string[]
  /** Columns that play none, each with the reason. */
  ignored: { name: string; why: string }[]
}

const timeNames = ['ts', 'datetime', 'timestamp', 'date', 'time'] as const
const recordNames = new Set<string>([...timeNames, 'session', 'hour_et', 'ticker', 'symbol'])
/** Names of a column of tickers that need not be named. */
export const tickerNames = ['ticker', 'symbol'] as const
const targetNames = ['y', 'y_syn'] as const

/** Columns that hold the future by their very name, and so are never features. */
function isForwardLooking(name: string): boolean {
  const known = ['y', 'y_syn', 'label_end', 'ret_next_hour', 'ret_close_to_open']
  return known.includes(name.toLowerCase()) || /^(ret_fwd|fwd_ret)(_|$)/i.test(name)
}

/** Gives each column its part. Unknown names in the options are INVALID_PARAM, naming the nearest column. */
export function findMatrixColumns(
  names: readonly string[],
  sample: readonly string[][],
  options: MatrixCsvOptions,
): MatrixColumns {
  requireKnownColumns(names, options)
  const find = (wanted: string) => names.find((name) => name.toLowerCase() === wanted)
  const timesRequired = options.timesRequired !== false
  const time = findTimeColumn(names, sample, options)
  const usualTarget = targetNames.map(find).find((name) => name !== undefined)
  const { returns, target } = options.numericTarget
    ? { returns: numericTarget(names, find, options) ?? usualTarget, target: undefined }
    : classTarget(names, find, options, usualTarget)
  const prices = Object.fromEntries(
    priceNames.flatMap((name) => {
      const column = name === 'close' ? (options.close ?? find(name)) : find(name)
      return column === undefined ? [] : [[name, column]]
    }),
  )
  if (time === undefined && timesRequired) {
    if (target !== undefined && returns === undefined && prices.close === undefined) throw withoutReturns()
    throw missingTimes(names)
  }
  const isDated = time !== undefined
  const parts = {
    time,
    timesRequired,
    tickers: isDated ? tickerColumn(find, options, target) : undefined,
    hour: isDated ? find('hour_et') : undefined,
    target,
    eventSide: target?.toLowerCase() === 'y' ? find('event_side') : undefined,
    returns,
    weights: options.weights,
    labelEnd: isDated ? find('label_end') : undefined,
    // Without times nothing can be traded, so that prices are numbers like others once the outcome is known.
    prices: isDated || (target ?? returns) === undefined ? prices : {},
    contracts: contractColumnNames.every((name) => names.includes(name)),
  }
  return { ...parts, ...chooseFeatures(names, sample, options, parts) }
}

type Find = (wanted: string) => string | undefined

/** The column named, else the first of a usual name that plays no other part. */
function tickerColumn(
  find: Find,
  { tickers, features = [], exclude = [] }: MatrixCsvOptions,
  target: string | undefined,
): string | undefined {
  if (tickers !== undefined) return tickers
  const taken = [...features, ...exclude, target]
  return tickerNames.map(find).find((name) => name !== undefined && !taken.includes(name))
}

/** A class to learn, and the return that it is traded for. */
function classTarget(
  names: readonly string[],
  find: Find,
  { target, returns }: MatrixCsvOptions,
  usualTarget: string | undefined,
): Pick<MatrixColumns, 'returns' | 'target'> {
  const isReturnNamed = returns !== undefined && target === undefined
  return {
    returns: returns ?? defaultReturns(names, find),
    target: target ?? (isReturnNamed ? undefined : usualTarget),
  }
}

/** A number to learn: the column that is named as target or as return, else the return that the file has. */
function numericTarget(
  names: readonly string[],
  find: Find,
  { target, returns }: MatrixCsvOptions,
): string | undefined {
  if (target !== undefined && returns !== undefined && target !== returns) {
    throw invalidParam(
      [{ field: 'return', issue: `a regression learns one column, got ${target} and ${returns}` }],
      {
        next: 'leave out --return',
      },
    )
  }
  return target ?? returns ?? defaultReturns(names, find)
}

/**
 * The column of decision times: the one named, else the first with a usual name. Where times are not required, a
 * usual name is not enough: a column without a single time in it is none, nor is an excluded one.
 */
export function findTimeColumn(
  names: readonly string[],
  sample: readonly string[][],
  { time, timesRequired, exclude }: Pick<MatrixCsvOptions, 'time' | 'timesRequired' | 'exclude'>,
): string | undefined {
  if (time !== undefined) return time
  const candidates = timeNames.flatMap((wanted) => names.find((name) => name.toLowerCase() === wanted) ?? [])
  if (timesRequired !== false) return candidates[0]
  return candidates.find((name) => {
    const column = names.indexOf(name)
    return !exclude?.includes(name) && sample.some((row) => parseTime(row[column]) !== undefined)
  })
}

function missingTimes(names: readonly string[]): SigmaError {
  const issue = `missing column: expected one of ${timeNames.join(', ')}; without times no training row that overlaps a test can be purged`
  return invalidParam([{ field: 'time', issue, line: 1 }], {
    next: `name the time column with --time, or train without a backtest; the file has: ${names.join(', ')}`,
  })
}

/** What the reader is to make of a column. */
export function columnKind(name: string, columns: MatrixColumns): ColumnKind {
  const { time, tickers, hour, target, eventSide, returns, weights, labelEnd, prices, contracts, features } =
    columns
  if (name === time || name === labelEnd) return 'time'
  if (name === target || name === tickers) return 'text'
  const numeric =
    name === hour ||
    name === returns ||
    name === weights ||
    name === eventSide ||
    Object.values(prices).includes(name) ||
    features.includes(name) ||
    (contracts && contractColumnNames.includes(name))
  return numeric ? 'number' : 'skip'
}

function requireKnownColumns(names: readonly string[], options: MatrixCsvOptions): void {
  const asked: [string, string | undefined][] = [
    ['time', options.time],
    ['ticker', options.tickers],
    ['target', options.target],
    ['return', options.returns],
    ['weights', options.weights],
    ['close', options.close],
    ...(options.features ?? []).map((name): [string, string] => ['features', name]),
    ...(options.exclude ?? []).map((name): [string, string] => ['exclude', name]),
  ]
  const faults = asked.flatMap(([field, name]) =>
    name === undefined || names.includes(name)
      ? []
      : [{ field, issue: `the file has no column "${name}"${didYouMean(name, names)}` }],
  )
  if (faults.length > 0) throw invalidParam(faults, { next: `the file has: ${names.join(', ')}` })
}

function defaultReturns(
  names: readonly string[],
  find: (name: string) => string | undefined,
): string | undefined {
  const usual = find('ret_fwd') ?? find('ret_next_hour')
  if (usual !== undefined) return usual
  const candidates = names.filter((name) => /^(ret_fwd_\w+|fwd_ret_\w+|ret_close_to_open)$/i.test(name))
  if (candidates.length > 1) {
    throw invalidParam(
      [{ field: 'return', issue: `several columns hold forward returns: ${candidates.join(', ')}` }],
      {
        next: 'choose one with --return',
      },
    )
  }
  return candidates[0]
}

function chooseFeatures(
  names: readonly string[],
  sample: readonly string[][],
  options: MatrixCsvOptions,
  parts: Omit<MatrixColumns, 'features' | 'ignored'>,
): Pick<MatrixColumns, 'features' | 'ignored'> {
  const outcome = [parts.time, parts.target, parts.eventSide, parts.returns, parts.labelEnd, parts.weights]
  if (options.tickers !== undefined) outcome.push(options.tickers)
  if (options.features !== undefined) {
    const faults = options.features
      .filter((name) => outcome.includes(name) || isForwardLooking(name))
      .map((name) => ({
        field: 'features',
        issue: `"${name}" is ${name === options.tickers ? 'the ticker' : 'the time, the outcome or the weight'}, so it can't be a feature`,
      }))
    if (faults.length > 0) throw invalidParam(faults)
    const excluded = new Set(options.exclude)
    return { features: options.features.filter((name) => !excluded.has(name)), ignored: [] }
  }
  const cellsOf = (column: number) => sample.map((row) => row[column])
  const features: string[] = []
  const ignored: MatrixColumns['ignored'] = []
  names.forEach((name, column) => {
    if (outcome.includes(name) || options.exclude?.includes(name)) return
    if (parts.contracts && contractColumnNames.includes(name)) return
    if (isForwardLooking(name)) ignored.push({ name, why: 'looks ahead' })
    else if (Object.values(parts.prices).includes(name))
      ignored.push({ name, why: 'taken as the price or volume of the bar' })
    else if (isRecord(name, cellsOf(column))) ignored.push({ name, why: 'says which row this is' })
    else if (isText(cellsOf(column))) ignored.push({ name, why: 'holds text' })
    else features.push(name)
  })
  if (features.length === 0) {
    throw invalidParam([{ field: 'features', issue: 'no numeric column is left to be a feature' }], {
      next: `name them with --features; the file has: ${names.join(', ')}`,
    })
  }
  return { features, ignored }
}

/** A column that is called time but holds plain numbers, such as seconds since a start, is a number like others. */
function isRecord(name: string, cells: readonly string[]): boolean {
  const lower = name.toLowerCase()
  if (!recordNames.has(lower)) return false
  const isTime = timeNames.some((time) => time === lower)
  return !(isTime && cells.some(looksNumeric) && !cells.some((cell) => parseTime(cell) !== undefined))
}

/** Text throughout: words for a missing number among numbers are a fault to be reported, not a reason to skip. */
function isText(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell !== '')
  return filled.length > 0 && filled.every((cell) => !looksNumeric(cell) && !looksMissing(cell))
}
