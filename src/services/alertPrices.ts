import { type Brackets, bracketDistances, type Execution } from '../core/backtest/index.ts'
import type { Bars } from '../core/bars/bars.ts'
import { bracketsOf } from './brackets.ts'
import type { LiveModel } from './liveModel.ts'

/** The prices of a signal, in the unit of its ticker. */
export interface AlertPrices {
  /** The newest price that was known: what it is filled at lies ahead. */
  entryRefPx: number
  stopPx: number | null
  targetPx: number | null
  /** What the target promises, in multiples of what the stop risks. */
  rewardRisk: number | null
}

/** Stop and target as a backtest lays them, from the newest price in place of the fill that is still to come. */
export function pricer(
  brackets: Brackets | null,
): (bars: Bars, bar: number, side: 'long' | 'short') => AlertPrices {
  const distances = new Map<Bars, ReturnType<typeof bracketDistances>>()
  return (bars, bar, side) => {
    const price = bars.close[bar]
    if (brackets === null) return { entryRefPx: price, stopPx: null, targetPx: null, rewardRisk: null }
    const of = distances.get(bars) ?? bracketDistances(bars.close, bars, brackets)
    distances.set(bars, of)
    const sign = side === 'long' ? 1 : -1
    return {
      entryRefPx: price,
      stopPx: price - sign * of.stopDistance[bar],
      targetPx: price + sign * of.targetDistance[bar],
      rewardRisk: of.targetDistance[bar] / of.stopDistance[bar],
    }
  }
}

/** A decision of a row that takes a position. */
export interface Alert extends AlertPrices {
  /** Of the signal that is kept. */
  id: string
  /** Of the matrix. */
  row: number
  ticker: string
  /** When it was decided, milliseconds UTC, and as it is told: ISO 8601 with the offset of New York. */
  ts: number
  decidedAt: string
  side: 'long' | 'short'
  /** Above 0, up to 1: less than 1 where the policy sizes by confidence. */
  size: number
  score: number
  threshold: number
  /** A later bar has begun: what a backtest would have been filled at is past. */
  isLate: boolean
}

/** Where a signal is to be left, and who says so. */
export interface ChosenBrackets {
  brackets: Brackets | null
  from: 'backtest' | 'policy' | null
  warnings: string[]
}

/** Those that the promoted backtest left by, else the policy's, which no backtest has tried. */
export function bracketsFor(
  { subject, training }: LiveModel,
  { brackets, entry }: Execution,
): ChosenBrackets {
  if (brackets) return { brackets, from: 'backtest', warnings: [] }
  const { enabled, mode } = subject.execution.brackets
  if (!enabled || entry === 'session_close') return { brackets: null, from: null, warnings: [] }
  if (mode !== 'atr') {
    return {
      brackets: null,
      from: null,
      warnings: [`no stop and target: the policy's brackets are ${mode}, and only atr is known`],
    }
  }
  const untested =
    training.promotedFrom === null
      ? []
      : [
          `stop and target are the policy's: the backtest ${training.promotedFrom} held to its horizon without`,
        ]
  return { brackets: bracketsOf(subject.execution.brackets, {}), from: 'policy', warnings: untested }
}
