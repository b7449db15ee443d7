import { describe, expect, it } from 'vitest'
import { defaultExecution, type Execution } from '../../../src/core/backtest/config.ts'
import { evaluateVariant } from '../../../src/core/backtest/evaluate.ts'
import { randomTrader } from '../../../src/core/backtest/randomEntries.ts'
import type { Dataset } from '../../../src/core/matrix/matrix.ts'
import { barsOf, datasetOf, foldOf, randomOf, randomWalk, range } from './builders.ts'

const threshold = { selection: { kind: 'thresholds' as const, thresholds: [0.6] } }

/** A run over rows 10 and on of a walk, with scores given, and what random entries show beside it. */
function beside(
  up: readonly number[],
  execution: Execution,
  dataset: Dataset,
  { seed = 1, draws = 300 } = {},
) {
  const fold = foldOf(range(0, 2), [0.5, 0.5], range(10, 10 + up.length), up)
  const run = evaluateVariant(dataset, [fold], threshold, execution)
  const trader = randomTrader(dataset, execution, run.decisions, run.metrics.sharpe, seed)
  trader.draw(draws)
  return { run, random: trader.summary() }
}

const walk = randomWalk(600, 7)
const daily = datasetOf(barsOf(walk.open, walk.close))
const free = { ...defaultExecution, slippageBps: 0 }

describe('random entries', () => {
  it('trade as often as the run, on the same sides, at its costs', () => {
    const random = randomOf(5)
    const up = Array.from({ length: 588 }, () => random())
    const { run, random: drawn } = beside(up, defaultExecution, daily)
    expect(drawn.trades).toBe(run.metrics.trades)
    expect(drawn.long + drawn.short).toBe(drawn.trades)
    expect(drawn.long).toBe(run.decisions.position.filter((size) => size > 0).length)
    expect(drawn.draws).toBe(300)
    // Paying ten times the costs for the same entries shifts the whole distribution down.
    const dear = beside(up, { ...defaultExecution, slippageBps: 10 }, daily).random
    expect(dear.quantiles?.p95).toBeLessThan(drawn.quantiles?.p25 ?? Number.NaN)
  })

  it('put a run that knows the next open above all draws, its opposite below, and a coin in between', () => {
    const { open } = walk
    const knows = Array.from({ length: 588 }, (_, index) => (open[index + 12] > open[index + 11] ? 0.9 : 0.1))
    expect(beside(knows, free, daily).random.percentile).toBe(1)
    const opposite = knows.map((up) => 1 - up)
    expect(beside(opposite, free, daily).random.percentile).toBe(0)
    const random = randomOf(9)
    const places = Array.from({ length: 60 }, (_, seed) => {
      const coin = Array.from({ length: 588 }, () => random())
      return beside(coin, free, daily, { seed, draws: 60 }).random.percentile ?? Number.NaN
    })
    // Runs that are themselves random are spread evenly from 0 to 1: mean 1/2, standard error 0.037.
    const centre = places.reduce((sum, place) => sum + place, 0) / places.length
    expect(Math.abs(centre - 0.5)).toBeLessThan(0.11)
    expect(places.filter((place) => place < 0.25).length).toBeGreaterThan(5)
    expect(places.filter((place) => place > 0.75).length).toBeGreaterThan(5)
  })

  it('earn, with one long trade, what one day earned', () => {
    // Without gaps over night a draw is one day's return among flat ones: a Sharpe ratio of ±√(252 / bars), whatever
    // its size, and as often above 0 as days rise.
    const { close } = walk
    const dataset = datasetOf(barsOf([100, ...close.slice(0, -1)], close))
    const up = Array.from({ length: 40 }, (_, index) => (index === 20 ? 0.9 : 0.5))
    const { random } = beside(up, free, dataset, { draws: 4_000 })
    expect(random).toMatchObject({ trades: 1, long: 1, short: 0 })
    const size = Math.sqrt(252 / 41)
    expect(random.quantiles?.p95).toBeCloseTo(size, 10)
    expect(random.quantiles?.p05).toBeCloseTo(-size, 10)
    const rising = range(11, 51).filter((bar) => close[bar] > close[bar - 1]).length / 40
    expect(Math.abs((random.mean ?? Number.NaN) / size - (2 * rising - 1))).toBeLessThan(0.05)
  })

  it('keep sizes and overlapping tranches', () => {
    const horizon = 5
    const dataset = datasetOf(barsOf(walk.open, walk.close), horizon)
    const random = randomOf(3)
    const up = Array.from({ length: 500 }, () => random())
    const execution = { ...free, sizeByConfidence: true, confidenceCap: 0.7 }
    const { run, random: drawn } = beside(up, execution, dataset)
    expect(drawn.trades).toBe(run.metrics.trades)
    expect(Math.abs(drawn.mean ?? Number.NaN)).toBeLessThan(1)
  })

  it('book forward returns where no prices are known', () => {
    const forward: Dataset = { ...daily, bars: null, barOfRow: null, returnBasis: 'forward' }
    const { retFwd } = daily.matrix
    const knows = Array.from({ length: 500 }, (_, index) => (retFwd[index + 10] > 0 ? 0.9 : 0.1))
    expect(beside(knows, free, forward).random.percentile).toBe(1)
  })

  it('repeat themselves for a seed', () => {
    const up = Array.from({ length: 588 }, (_, index) => (index % 3 === 0 ? 0.9 : 0.5))
    const first = beside(up, free, daily, { seed: 4, draws: 50 }).random
    expect(beside(up, free, daily, { seed: 4, draws: 50 }).random).toEqual(first)
    expect(beside(up, free, daily, { seed: 5, draws: 50 }).random).not.toEqual(first)
  })

  it('are undefined, with the reason, where there is nothing to choose', () => {
    const never = beside(new Array<number>(50).fill(0.5), free, daily).random
    expect(never).toMatchObject({ draws: 0, trades: 0, percentile: null, unavailable: 'nothing was traded' })
    const always = beside(new Array<number>(50).fill(0.9), free, daily).random
    expect(always).toMatchObject({ draws: 0, trades: 50, percentile: null, quantiles: null })
    expect(always.unavailable).toContain('every decision that could be filled was traded alike')
    const still = Array.from({ length: 100 }, () => 100)
    const flat = beside([0.9, 0.5, 0.9, 0.5], free, datasetOf(barsOf(still, still))).random
    expect(flat.unavailable).toBe('the Sharpe ratio of the run is undefined')
  })
})
