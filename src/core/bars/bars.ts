export type Cadence = '5m' | '15m' | 'hourly' | 'daily'

/**
 * The bars of one instrument, oldest first, as columns of equal length.
 * Prices are in the instrument's currency, volume in units traded. NaN is missing.
 */
export interface Bars {
  ticker: string
  cadence: Cadence
  /** When the bar is complete and may be acted on: milliseconds since 1970-01-01 UTC. Strictly increasing. */
  ts: Float64Array
  /** Exchange session of the bar: days since 1970-01-01. Never decreasing. */
  session: Int32Array
  /** Hour of New York time in which the bar starts; null for daily bars. */
  hourEt: Int8Array | null
  open: Float64Array
  high: Float64Array
  low: Float64Array
  close: Float64Array
  volume: Float64Array
}
