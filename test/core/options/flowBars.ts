import type { Bars } from '../../../src/core/bars/bars.ts'
import { at } from './tables.ts'

export interface BarAt {
  day: number
  clock: string
  close: number
}

/** Bars that are complete at these times and open where the one before closed. */
export function barsAt(rows: readonly BarAt[], cadence: Bars['cadence'] = 'hourly'): Bars {
  const close = Float64Array.from(rows, (row) => row.close)
  const open = close.map((price, row) => close[row - 1] ?? price)
  return {
    ticker: 'SPY',
    cadence,
    ts: Float64Array.from(rows, ({ day, clock }) => at(day, clock)),
    session: Int32Array.from(rows, ({ day }) => day),
    hourEt: cadence === 'daily' ? null : Int8Array.from(rows, ({ clock }) => Number(clock.slice(0, 2)) - 1),
    open,
    high: close.map((price, row) => Math.max(price, open[row])),
    low: close.map((price, row) => Math.min(price, open[row])),
    close,
    volume: close.map(() => 1000),
  }
}
