import type { ExecutionPolicy } from '../policy/effective.ts'

/** Where a position in a share is left. Prices in the unit of the close. */
export interface StockBrackets {
  stop: number
  target: number
  /** What the target promises over what the stop risks; null where the stop lies at the entry or above. */
  rewardRisk: number | null
}

type Multiples = Pick<ExecutionPolicy['brackets'], 'atr_mult_stop' | 'atr_mult_target'>

/** Below this share of the price a range is no range: the stop would lie at the entry. */
const leastRange = 0.0005

/** The brackets of a long position that is entered at the close. A missing ATR counts as none. */
export function stockBrackets(close: number, atr: number, multiples: Multiples): StockBrackets {
  const range = Math.max(Number.isFinite(atr) ? atr : 0, leastRange * Math.max(close, 1e-6))
  const stop = close - multiples.atr_mult_stop * range
  const target = close + multiples.atr_mult_target * range
  return { stop, target, rewardRisk: close > stop ? (target - close) / (close - stop) : null }
}
