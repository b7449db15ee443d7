import type { Bars, Cadence } from '../core/bars/bars.ts'
import { median } from '../core/bars/sessions.ts'
import { groupAt, groupBy } from '../core/groupBy.ts'
import { computeLabel } from '../core/labels/computeLabel.ts'
import { listed } from '../core/listed.ts'
import type { Tickers } from '../core/matrix/matrix.ts'
import { valuesAt } from '../core/matrix/spreadRows.ts'
import type { MatrixColumns, PriceName } from './matrixCsvColumns.ts'
import type { Rows } from './matrixCsvRows.ts'
import type { RowTimes } from './matrixCsvTimes.ts'

/** Columns of the prices of all rows; NaN is missing. */
type Prices = Record<'open' | 'high' | 'low' | 'close' | 'volume', Float64Array>

interface PanelRows {
  tickers: Tickers
  ts: Float64Array
  session: Int32Array
  hourEt: Int8Array | null
  cadence: Cadence
}

/** Bars of each ticker, with the bar of each row, -1 for a row without a close. */
export interface Panel {
  series: Bars[]
  barOfRow: Int32Array
}

/** Bars of each ticker when the file has closes that can be prices, else null. A missing price is a missing bar. */
export function pricedPanel(
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

/** The bars of each ticker: its rows that have a close. */
function panelOf({ tickers, ts, session, hourEt, cadence }: PanelRows, prices: Prices): Panel {
  const { names, ofRow } = tickers
  const barOfRow = new Int32Array(ts.length).fill(-1)
  const priced = groupBy(
    names.length,
    ofRow.map((ticker, row) => (Number.isNaN(prices.close[row]) ? -1 : ticker)),
  )
  const series = names.map((ticker, place): Bars => {
    const rows = groupAt(priced, place)
    for (let bar = 0; bar < rows.length; bar++) barOfRow[rows[bar]] = bar
    const pick = (values: Float64Array) => valuesAt(values, rows)
    return {
      ticker,
      cadence,
      ts: pick(ts),
      session: rows.map((row) => session[row]),
      hourEt: hourEt && Int8Array.from(rows, (row) => hourEt[row]),
      open: pick(prices.open),
      high: pick(prices.high),
      low: pick(prices.low),
      close: pick(prices.close),
      volume: pick(prices.volume),
    }
  })
  return { series, barOfRow }
}

/** Forward returns of each ticker's own closes. */
export function returnsOfPanel(
  { series, barOfRow }: Panel,
  { ofRow }: Tickers,
  horizon: number,
  warnings: string[],
): Float64Array {
  warnings.push(
    `ret_fwd is taken from the close of each ticker: ${horizon} ${horizon === 1 ? 'bar' : 'bars'} ahead`,
  )
  const labels = series.map((bars) => computeLabel(bars, { kind: 'forward', unit: 'bars', horizon }))
  const odd = labels.flatMap((label, ticker) => label.warnings.map((text) => ({ ticker, text })))
  if (odd.length > 0) {
    const others = [...new Set(odd.slice(1).map(({ ticker }) => series[ticker].ticker))]
    const more = others.length > 0 ? `; the like of ${listed(others)}` : ''
    warnings.push(`${series[odd[0].ticker].ticker}: ${odd[0].text}${more}`)
  }
  return Float64Array.from(barOfRow, (bar, row) => (bar < 0 ? Number.NaN : labels[ofRow[row]].retFwd[bar]))
}

/**
 * When the label of each row ends: `horizon` of its ticker's own rows later, those with a price where `panel` has the
 * returns; past the last one, as many of its median gaps.
 */
export function labelEndsByTicker(
  ts: Float64Array,
  { names, ofRow }: Tickers,
  horizon: number,
  panel: Panel | null,
): Float64Array {
  const ends = new Float64Array(ts.length).fill(Number.NaN)
  const isCounted = (row: number) => panel === null || panel.barOfRow[row] >= 0
  const counted = groupBy(
    names.length,
    ofRow.map((ticker, row) => (isCounted(row) ? ticker : -1)),
  )
  const usual = medianGap(ts.filter((at, row) => row === 0 || at > ts[row - 1]))
  for (let ticker = 0; ticker < names.length; ticker++) {
    const rows = groupAt(counted, ticker)
    const times = valuesAt(ts, rows)
    const last = times.length - 1
    const gap = last > 0 ? medianGap(times) : usual
    for (let place = 0; place <= last; place++) {
      const ahead = place + horizon
      ends[rows[place]] = ahead <= last ? times[ahead] : times[last] + gap * (ahead - last)
    }
  }
  return ends
}

function medianGap(times: Float64Array): number {
  return median(times.subarray(1).map((at, i) => at - times[i]))
}

/** The values of the ticker with most rows, in time order: one instrument, to look at neighbours. */
export function longestTicker(values: Float64Array, { names, ofRow }: Tickers): Float64Array {
  const rows = groupBy(names.length, ofRow)
  const longest = names.reduce(
    (best, _, ticker) => (groupAt(rows, ticker).length > groupAt(rows, best).length ? ticker : best),
    0,
  )
  return valuesAt(values, groupAt(rows, longest))
}
