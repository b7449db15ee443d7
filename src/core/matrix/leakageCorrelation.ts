import { classOutcomes } from './classOutcomes.ts'
import type { Matrix } from './matrix.ts'
import { ranks, shiftedCorrelation } from './rankCorrelation.ts'
import { spreadRows, valuesAt } from './spreadRows.ts'
import { tickerRows } from './tickerRows.ts'

/** The strongest rank correlation of a feature with what is to be foreseen; null where it is undefined. */
export interface LeakageCorrelation {
  column: string
  rho: number | null
  /** `ret_fwd`; of a class target `target`, or the class whose rows are told from all others. */
  against: string
  /** The feature of row t against the outcome of row t + shift. */
  shift: number
  /** Independent labels that the correlation rests on. */
  m: number
  yellow: number
  red: number
}

/** Rows that a correlation is measured on at most: with so many its standard error is 0.01. */
export const correlatedRowsAtMost = 10_000

/**
 * Smallest correlations that are yellow and red. The size of a move, unlike its direction, is honestly foreseen: past
 * volatility reaches 0.31 with the class "moves more than the median" on the bundled bars. So classes need more.
 */
const leastOfReturns = { yellow: 0.15, red: 0.3 }
const leastOfClasses = { yellow: 0.3, red: 0.45 }

/**
 * Each feature against the outcome of its own row and, when labels overlap, of the h - 1 rows after it: a leak of a
 * later label shows there. Never against earlier rows, since a past return is honest knowledge. Overlapping labels
 * make rows / h the number of independent ones, m; a correlation by chance stays below 4 / sqrt(m) and 5 / sqrt(m).
 */
export function strongestCorrelations(matrix: Matrix, horizon: number): LeakageCorrelation[] {
  const shifts = Math.max(1, horizon)
  // The row after one of several tickers is another ticker's.
  const laid = matrix.tickers && shifts > 1 ? tickerRows(matrix, matrix.tickers, shifts - 1) : matrix
  const outcomes = outcomesOf(laid)
  return laid.features.map(({ name, values }) => {
    const measured = outcomes.map((outcome) => strongest(values, outcome, shifts))
    const best = measured.reduce((a, b) => (strength(b.rho) / b.red > strength(a.rho) / a.red ? b : a))
    return { column: name, ...best, rho: Number.isNaN(best.rho) ? null : best.rho }
  })
}

const strength = (rho: number): number => (Number.isNaN(rho) ? -1 : Math.abs(rho))

interface Outcome {
  name: string
  values: Float64Array
  least: { yellow: number; red: number }
  /** Rows with a value, those of them that are looked at, and ranks over both. */
  rows: Int32Array
  sampled: Int32Array
  ranks: Float64Array
  sampledRanks: Float64Array
}

function outcomesOf({ retFwd, target }: Pick<Matrix, 'retFwd' | 'target'>): Outcome[] {
  const classes = target === null ? [] : classOutcomes(target)
  return [
    outcomeOf('ret_fwd', retFwd, leastOfReturns),
    ...classes.map(({ name, values }) => outcomeOf(name, values, leastOfClasses)),
  ]
}

function outcomeOf(name: string, values: Float64Array, least: Outcome['least']): Outcome {
  const rows = knownRows(values, values)
  const sampled = spreadRows(rows, correlatedRowsAtMost)
  const sampledRanks = ranks(valuesAt(values, sampled))
  return { name, values, least, rows, sampled, ranks: ranks(values), sampledRanks }
}

function knownRows(a: Float64Array, b: Float64Array): Int32Array {
  const rows = new Int32Array(a.length)
  let count = 0
  for (let row = 0; row < a.length; row++) {
    if (!Number.isNaN(a[row]) && !Number.isNaN(b[row])) rows[count++] = row
  }
  return rows.subarray(0, count)
}

function strongest(values: Float64Array, outcome: Outcome, shifts: number) {
  const pairs = knownRows(values, outcome.values)
  const isComplete = pairs.length === outcome.rows.length
  const rows = isComplete ? outcome.sampled : spreadRows(pairs, correlatedRowsAtMost)
  const featureRanks = ranks(valuesAt(values, rows))
  const ownRanks = isComplete ? outcome.sampledRanks : ranks(valuesAt(outcome.values, rows))
  let rho = shiftedCorrelation(featureRanks, ownRanks, 0)
  let shift = 0
  for (let ahead = 1; ahead < shifts; ahead++) {
    const other = shiftedCorrelation(featureRanks, outcome.ranks, ahead, rows)
    if (strength(other) > strength(rho)) {
      rho = other
      shift = ahead
    }
  }
  const m = Math.min(rows.length, Math.floor(pairs.length / shifts))
  const { yellow, red } = outcome.least
  return {
    rho,
    against: outcome.name,
    shift,
    m,
    yellow: Math.max(yellow, 4 / Math.sqrt(m)),
    red: Math.max(red, 5 / Math.sqrt(m)),
  }
}
