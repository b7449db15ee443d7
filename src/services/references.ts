import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  type BacktestResult,
  type BuyAndHold,
  buyAndHold,
  datasetOfHours,
  type RandomEntries,
  randomDraws,
  randomTrader,
} from '../core/backtest/index.ts'
import type { Trial } from './backtestRequest.ts'
import type { PreparedData } from './preparedData.ts'

/** What a run is to be compared with, since a rising market and many trades flatter any rule. */
export interface References {
  benchmark: BuyAndHold
  random_entries: RandomEntries
}

/** Draws between two looks at whether the job was canceled. */
const drawsAtOnce = 20

/** The references of a run. Others are served, and a cancel can arrive, while entries are drawn. */
export async function referencesOf(
  data: PreparedData,
  { config, execution }: Trial,
  { decisions, metrics }: Pick<BacktestResult, 'decisions' | 'metrics'>,
  signal: AbortSignal,
): Promise<References> {
  const dataset = datasetOfHours(data.dataset, config.hours)
  const benchmark = buyAndHold(dataset, execution, decisions.row)
  const trader = randomTrader(dataset, execution, decisions, metrics.sharpe, config.seed)
  for (let drawn = 0; drawn < randomDraws; drawn += drawsAtOnce) {
    trader.draw(Math.min(drawsAtOnce, randomDraws - drawn))
    await nextTurn()
    signal.throwIfAborted()
  }
  return { benchmark, random_entries: trader.summary() }
}
