import type { Bars } from '../../../../src/core/bars/bars.ts'
import type { Dataset } from '../../../../src/core/matrix/matrix.ts'
import { barsOf, randomOf } from '../builders.ts'

/** A ticker with bars on some days, counted from 0. */
export interface Series {
  name: string
  days: number[]
  open: number[]
  close: number[]
}

const DAY = 86_400_000

function barsAt({ name, days, open, close }: Series): Bars {
  const session = Int32Array.from(days)
  return {
    ...barsOf(open, close),
    ticker: name,
    session,
    ts: Float64Array.from(session, (day) => (day + 1) * DAY),
  }
}

/** A row for each day of each ticker, labelled with the return to its own close `horizon` bars later. */
export function panelOf(
  series: Series[],
  horizon = 1,
  basis: Dataset['returnBasis'] = 'open_close',
): Dataset {
  const ordered = [...series].sort((a, b) => (a.name < b.name ? -1 : 1))
  const rows = ordered
    .flatMap(({ days }, ticker) => days.map((day, bar) => ({ ticker, bar, day })))
    .sort((a, b) => a.day - b.day || a.ticker - b.ticker)
  const labelOf = ({ ticker, bar }: { ticker: number; bar: number }) => {
    const { close, days } = ordered[ticker]
    const end = bar + horizon
    return end < close.length
      ? { ret: close[end] / close[bar] - 1, end: (days[end] + 1) * DAY }
      : { ret: Number.NaN, end: Number.NaN }
  }
  return {
    matrix: {
      ticker: 'TEST',
      ts: Float64Array.from(rows, ({ day }) => (day + 1) * DAY),
      session: Int32Array.from(rows, ({ day }) => day),
      hourEt: null,
      features: [],
      retFwd: Float64Array.from(rows, (row) => labelOf(row).ret),
      labelEnd: Float64Array.from(rows, (row) => labelOf(row).end),
      target: null,
      event: null,
      tickers: {
        names: ordered.map(({ name }) => name),
        ofRow: Int32Array.from(rows, ({ ticker }) => ticker),
      },
    },
    bars: null,
    barOfRow: Int32Array.from(rows, ({ bar }) => bar),
    ...(basis !== 'forward' && { panel: ordered.map(barsAt) }),
    horizon,
    returnBasis: basis,
    periodsPerYear: 252,
  }
}

/** A random walk of a ticker, on each of the first `count` days that `keeps`. */
export function walkOf(
  name: string,
  count: number,
  seed: number,
  keeps: (day: number) => boolean = () => true,
): Series {
  const random = randomOf(seed)
  const days = Array.from({ length: count }, (_, day) => day).filter(keeps)
  let price = 100
  const step = () => {
    price *= 1 + (random() - 0.5) * 0.04
    return price
  }
  const prices = days.map(() => ({ open: step(), close: step() }))
  return { name, days, open: prices.map(({ open }) => open), close: prices.map(({ close }) => close) }
}

/** All rows of a dataset. */
export function allRows({ matrix }: Dataset): Int32Array {
  return Int32Array.from(matrix.ts, (_, row) => row)
}

/** A dataset of one instrument as that of so many tickers, all the same. */
export function copiesOf(single: Dataset, tickers: number): Dataset {
  const { matrix, bars, barOfRow } = single
  const rows = Int32Array.from({ length: tickers * matrix.ts.length }, (_, row) => Math.floor(row / tickers))
  const floats = (values: Float64Array) => Float64Array.from(rows, (row) => values[row])
  const { hourEt } = matrix
  return {
    ...single,
    matrix: {
      ...matrix,
      ts: floats(matrix.ts),
      session: rows.map((row) => matrix.session[row]),
      hourEt: hourEt && Int8Array.from(rows, (row) => hourEt[row]),
      retFwd: floats(matrix.retFwd),
      labelEnd: floats(matrix.labelEnd),
      tickers: {
        names: Array.from({ length: tickers }, (_, ticker) => `T${ticker}`),
        ofRow: rows.map((_, row) => row % tickers),
      },
    },
    bars: null,
    barOfRow: barOfRow && rows.map((row) => barOfRow[row]),
    ...(bars && single.returnBasis !== 'forward' && { panel: new Array<Bars>(tickers).fill(bars) }),
  }
}
