import { firstAtOrAfter } from '../core/bars/window.ts'
import { type FieldError, invalidParam } from '../core/errors.ts'
import { groupBy } from '../core/groupBy.ts'
import { listed } from '../core/listed.ts'
import type { Tickers } from '../core/matrix/matrix.ts'
import { decisionsOf } from '../core/validation/folds.ts'
import type { CsvTable } from './csvTable.ts'
import type { Places } from './places.ts'

const listedFaults = 20

/**
 * The tickers of the rows, in the order of the file; null where the column names one only, or none in any row: then the
 * file is one instrument's.
 *
 * @throws INVALID_PARAM with the lines of rows that name none while others do
 */
export function tickersOfRows(table: CsvTable, column: string, places: Places): Tickers | null {
  const texts = table.texts.get(column) ?? []
  const seen = new Map<string, number>()
  const first = new Int32Array(table.rows)
  for (let row = 0; row < table.rows; row++) {
    const place = seen.get(texts[row]) ?? seen.size
    if (place === seen.size) seen.set(texts[row], place)
    first[row] = place
  }
  if (seen.size < 2) return null
  const unnamed = seen.get('')
  if (unnamed !== undefined) {
    const faults: FieldError[] = []
    for (let row = 0; row < first.length && faults.length < listedFaults; row++) {
      if (first[row] === unnamed)
        faults.push(places.fault(column, 'expected a ticker, got an empty cell', row))
    }
    throw invalidParam(faults)
  }
  const names = [...seen.keys()].sort()
  const rank = new Int32Array(names.length)
  for (const [place, name] of names.entries()) rank[seen.get(name) ?? 0] = place
  return { names, ofRow: first.map((place) => rank[place]) }
}

/**
 * The order of rows by time, and of one time by ticker; null when it is that of the file already.
 *
 * @throws INVALID_PARAM with the lines of rows that are of one ticker and time, unless `tiesAllowed`
 */
export function tickerOrder(
  { column, time }: { column: string; time: string },
  ts: Float64Array,
  { names, ofRow }: Tickers,
  places: Places,
  tiesAllowed: boolean,
): Int32Array | null {
  const { times, timeOfRow } = decisionsOf(ts)
  const byTicker = groupBy(names.length, ofRow).index
  const order = groupBy(
    times.length,
    byTicker.map((row) => timeOfRow[row]),
  ).index.map((place) => byTicker[place])
  if (!tiesAllowed) refuseTwins({ column, time }, order, ts, { names, ofRow }, places)
  return order.every((row, place) => row === place) ? null : order
}

function refuseTwins(
  { column, time }: { column: string; time: string },
  order: Int32Array,
  ts: Float64Array,
  { names, ofRow }: Tickers,
  places: Places,
): void {
  const faults: FieldError[] = []
  for (let place = 1; place < order.length && faults.length < listedFaults; place++) {
    const [before, row] = [order[place - 1], order[place]]
    if (ts[before] !== ts[row] || ofRow[before] !== ofRow[row]) continue
    const issue = `the same ticker ${names[ofRow[row]]} and the same ${time} as ${places.name(before)}`
    faults.push(places.fault(column, issue, row))
  }
  if (faults.length > 0) throw invalidParam(faults, { next: 'keep one row for each ticker and time' })
}

/** Tickers on the same times share almost all of them; below this share they keep calendars of their own. */
const sharedTimes = 0.9

/** Says how many tickers there are, and which of them can hardly be used. */
export function warnOfTickers(
  column: string,
  ts: Float64Array,
  { names, ofRow }: Tickers,
  warnings: string[],
): void {
  const rows = new Int32Array(names.length)
  const from = new Float64Array(names.length).fill(Number.POSITIVE_INFINITY)
  const to = new Float64Array(names.length).fill(Number.NEGATIVE_INFINITY)
  for (let row = 0; row < ts.length; row++) {
    const ticker = ofRow[row]
    rows[ticker]++
    from[ticker] = Math.min(from[ticker], ts[row])
    to[ticker] = Math.max(to[ticker], ts[row])
  }
  const { times } = decisionsOf(ts)
  warnings.push(
    `${names.length} tickers in ${column}, ${times.length} decision times: they share the capital of one run`,
  )
  const single = names.filter((_, ticker) => rows[ticker] === 1)
  if (single.length > 0) warnings.push(`${listed(single)}: a single row each, which can not be traded`)
  const sparse = names.filter((_, ticker) => {
    const possible = firstAtOrAfter(times, to[ticker], true) - firstAtOrAfter(times, from[ticker])
    return rows[ticker] > 1 && rows[ticker] < sharedTimes * possible
  })
  if (sparse.length > 0) {
    warnings.push(
      `${listed(sparse)}: rows at fewer than ${100 * sharedTimes} % of the times of the others; where they have none they are not traded, and keep the last price`,
    )
  }
}
