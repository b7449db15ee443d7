import { type FieldError, invalidParam, SigmaError } from '../core/errors.ts'
import { didYouMean } from '../core/nearest.ts'
import type { Steps } from '../core/steps.ts'
import { type ColumnKind, openCsv, type TableFile } from './csvTable.ts'
import { findTimeColumn, tickerNames } from './matrixCsvColumns.ts'
import { decisionTimes } from './matrixCsvTimes.ts'

const listedFaults = 20

/** Rows to be scored, in the order of the file. */
interface ScoringRows {
  rows: number
  /** Decision times, milliseconds UTC; null when the file has none. */
  ts: Float64Array | null
  /** The ticker of each row, where the file has several or the column was named; else null. */
  tickers: string[] | null
  /** One for each feature asked for, in that order; NaN is missing. */
  columns: Float64Array[]
  warnings: string[]
}

/**
 * Reads the features of a model from CSV, and nothing else but time and ticker: labels, prices and other columns are
 * passed over, whatever they hold. A feature `x` may stand under `feature:x`. Times are optional and need no order.
 *
 * @throws INVALID_PARAM for a feature that the file does not have, naming the nearest column, and for a cell that is
 *   no number, with its line; UNPROCESSABLE for a file without rows
 */
export function* readScoringCsv(
  bytes: Uint8Array,
  {
    features,
    time: wanted,
    tickers: named,
  }: { features: readonly string[]; time?: string; tickers?: string },
  file: TableFile = openCsv(bytes),
): Steps<ScoringRows> {
  const { names, sample, steps } = file
  const sources = features.map((feature) =>
    names.find((name) => name === feature || name === `feature:${feature}`),
  )
  const used = new Set(sources)
  // A column that is one feature can't be meant for another.
  const free = names.filter((name) => !used.has(name))
  const faults = features.flatMap((feature, index) =>
    sources[index] === undefined
      ? [
          {
            field: feature,
            issue: `the model needs this feature, and the file does not have it${didYouMean(feature, free)}`,
          },
        ]
      : [],
  )
  for (const [field, column] of Object.entries({ time: wanted, ticker: named })) {
    if (column === undefined || names.includes(column)) continue
    faults.push({ field, issue: `the file has no column "${column}"${didYouMean(column, names)}` })
  }
  if (faults.length > 0) throw invalidParam(firstOf(faults), { next: `the file has: ${names.join(', ')}` })

  const time = findTimeColumn(names, sample, {
    ...(wanted !== undefined && { time: wanted }),
    timesRequired: false,
    exclude: names.filter((name) => used.has(name)),
  })
  const hour = time === undefined ? undefined : names.find((name) => name.toLowerCase() === 'hour_et')
  const ticker =
    named ?? tickerNames.map((usual) => free.find((name) => name.toLowerCase() === usual)).find(Boolean)
  const table = yield* steps(
    names.map((name): ColumnKind => {
      if (used.has(name) || name === hour) return 'number'
      if (name === ticker) return 'text'
      return name === time ? 'time' : 'skip'
    }),
  )
  if (table.rows === 0) {
    throw new SigmaError('UNPROCESSABLE', 'the file has a header but no rows', {
      next: 'check how the file was written',
    })
  }
  const missing = new Float64Array(0)
  const tickers = ticker === undefined ? [] : (table.texts.get(ticker) ?? [])
  return {
    rows: table.rows,
    ts: time === undefined ? null : decisionTimes(table, time, hour).ts,
    tickers: named !== undefined || new Set(tickers).size > 1 ? tickers : null,
    columns: sources.map((name) => table.numbers.get(name ?? '') ?? missing),
    warnings:
      time === undefined ? ['the file has no time column: rows are numbered from 0 in its order'] : [],
  }
}

/** Faults enough to see what is wrong, and how many there are: a file of another kind has none of hundreds. */
function firstOf(faults: FieldError[]): FieldError[] {
  if (faults.length <= listedFaults) return faults
  const more = `and ${faults.length - listedFaults} more of the model's features, which the file does not have`
  return [...faults.slice(0, listedFaults), { field: 'csv', issue: more }]
}
