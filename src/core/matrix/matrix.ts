import type { Bars } from '../bars/bars.ts'
import type { LabelEvent } from '../labels/label.ts'
import type { Contracts } from '../options/contractPick.ts'
import type { OptionQuotes } from '../options/tables.ts'
import type { StoredValues } from './columnRuns.ts'

/** A named feature. NaN is missing. */
export interface Column {
  readonly name: string
  readonly values: Float64Array
  /** Where the values lie, if in a file: then `values` reads all of them, each time that it is asked for. */
  readonly stored?: StoredValues
}

/** Which instrument each row of a matrix is about, where there are at least two. */
export interface Tickers {
  /** In rising order; rows of one decision time stand in it. */
  names: readonly string[]
  /** Per row, its place in `names`. */
  ofRow: Int32Array
}

/**
 * A training matrix: one row per decision, in time order.
 * Rows whose label is not known yet are kept (for prediction) and have NaN in `retFwd` and `labelEnd`.
 */
export interface Matrix {
  ticker: string
  /** Decision time, milliseconds UTC. */
  ts: Float64Array
  /** Session of the row, days since 1970-01-01. */
  session: Int32Array
  /** Hour of New York time; null when rows are daily. */
  hourEt: Int8Array | null
  features: Column[]
  /** Forward return over the label horizon, as a fraction. */
  retFwd: Float64Array
  /** When the label is known, milliseconds UTC. */
  labelEnd: Float64Array
  /** How much each row counts in a fit, from 0 on; absent where all count alike. */
  weights?: Float64Array
  /** Class names given by a foreign file (`--target`), one per row; null when classes follow from `retFwd`. */
  target: string[] | null
  /** Of labels that are an event, per row: `LabelEvent` of the labels; null for all others. */
  event: LabelEvent | null
  /** The option contracts that each row would buy, which are no features; absent where none were picked. */
  contracts?: Contracts | null
  /** Absent for a matrix of one instrument. */
  tickers?: Tickers
}

/**
 * What a backtest works on. `bars` prices the trades; `barOfRow` maps a matrix row to its bar.
 * A foreign file may have no prices: then `bars` is null and the return column itself is booked.
 */
export interface Dataset {
  matrix: Matrix
  bars: Bars | null
  barOfRow: Int32Array | null
  /** Option quotes that trades of `contracts` are filled at; absent where no options are traded. */
  quotes?: OptionQuotes
  /**
   * Bars of each ticker of the matrix, where it has several and they have prices. `bars` is null then, and `barOfRow`
   * counts the bars of the row's own ticker, -1 for a row that has none.
   */
  panel?: readonly Bars[]
  /** Label horizon in bars. */
  horizon: number
  /** `open_close`: fills at opens; `close`: only closes are known; `forward`: only `retFwd` is known. */
  returnBasis: 'open_close' | 'close' | 'forward'
  /** Bars of a year in which a position can be held, for annual figures. */
  periodsPerYear: number
  /** Whether somebody named that number, which wins over what the rows say. */
  periodsGiven?: boolean
}
