import { execFileSync } from 'node:child_process'
import { buyAndHold } from '../../src/core/backtest/buyAndHold.ts'
import { defaultExecution, type Execution, type Variant } from '../../src/core/backtest/config.ts'
import { variantEvaluator } from '../../src/core/backtest/evaluate.ts'
import { randomTrader } from '../../src/core/backtest/randomEntries.ts'
import { peakMemory, timed } from './measure.ts'
import { cutFolds, manyTickers, scored } from './portfolioData.ts'

const tickers = 500
const days = 5_040
const splits = 5
const draws = 5

const variant: Variant = { selection: { kind: 'thresholds', thresholds: [0.5, 0.55, 0.6] } }

/** Ways to share the capital. */
const rules: Readonly<Record<string, { horizon: number; execution: Execution }>> = {
  'equal weight, 1 bar held': { horizon: 1, execution: defaultExecution },
  'equal weight, 5 bars held': { horizon: 5, execution: defaultExecution },
  'inverse volatility, at most half invested, 5 bars held': {
    horizon: 5,
    execution: { ...defaultExecution, portfolio: { allocation: 'inverse_vol', maxExposure: 0.5 } },
  },
}

/**
 * Twenty years of daily bars of 500 tickers, scores given: what a backtest of five splits takes beside its fits. Seconds
 * of processor time, all threads together, since machines are shared; their sum also by the clock.
 */
export async function portfolio(): Promise<string[]> {
  const lines = [
    '| shared | rows | cutting folds | first variant | another | by year, side and ticker | buy and hold | all of these | by the clock | a draw of random entries | peak memory |',
    '|---|---|---|---|---|---|---|---|---|---|---|',
  ]
  for (const name of Object.keys(rules)) {
    const cells = execFileSync(process.execPath, [process.argv[1], '--alone', 'portfolio', name], {
      encoding: 'utf8',
    })
    lines.push(`| ${name} | ${cells.trim()} |`)
  }
  return lines
}

const another: Variant = { selection: { kind: 'top_pct', topPct: 0.1 } }

/** In a process of its own, since a peak can't be measured twice. */
export async function portfolioAlone([name]: readonly string[]): Promise<string> {
  const { horizon, execution } = rules[name]
  const dataset = manyTickers(tickers, days, horizon)
  const { result: rows, took: cut } = await timed(() => cutFolds(dataset, splits))
  const folds = scored(rows)
  const { result: run, took: evaluated } = await timed(() => {
    const evaluate = variantEvaluator(dataset, folds, execution)
    return { evaluate, result: evaluate(variant) }
  })
  // Positions that are those of the variant before are not traded again.
  run.evaluate(another)
  const { took: again } = await timed(() => run.evaluate(variant))
  const { took: apart } = await timed(() => run.result.breakdown())
  const { took: held } = await timed(() => buyAndHold(dataset, execution, run.result.decisions.row))
  const trader = randomTrader(dataset, execution, run.result.decisions, run.result.metrics.sharpe, 1)
  const { took: drawn } = await timed(() => trader.draw(draws))
  const parts = [cut, evaluated, again, apart, held]
  const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(2)} s`
  const sum = (times: number[]) => seconds(times.reduce((total, time) => total + time, 0))
  return [
    dataset.matrix.ts.length.toLocaleString('en'),
    ...parts.map(({ processor }) => seconds(processor)),
    sum(parts.map(({ processor }) => processor)),
    sum(parts.map(({ wall }) => wall)),
    seconds(drawn.processor / draws),
    `${(peakMemory() / 2 ** 30).toFixed(2)} GB`,
  ].join(' | ')
}
