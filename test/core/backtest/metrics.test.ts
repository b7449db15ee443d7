import { describe, expect, it } from 'vitest'
import { computeMetrics, netReturns } from '../../../src/core/backtest/metrics.ts'
import { tradeOutcomes } from '../../../src/core/backtest/outcomes.ts'
import { countTaken, type Simulation } from '../../../src/core/backtest/simulate.ts'
import { sumOf } from '../../../src/core/backtest/tally.ts'
import { summarise } from '../../../src/core/backtest/totals.ts'

/** A simulation of daily bars; every trade was closed and long. */
function simulationOf(gross: number[], traded: number[], trades: number[]): Simulation {
  return {
    ts: Float64Array.from(gross, (_, bar) => bar),
    session: Int32Array.from(gross, (_, bar) => bar),
    gross: Float64Array.from(gross),
    traded: Float64Array.from(traded),
    weight: Float64Array.from(traded, (change) => (change === 0 ? 0 : 1)),
    trades: {
      decision: Int32Array.from(trades, (_, index) => index),
      gross: Float64Array.from(trades),
      closed: trades.length,
    },
    unfilled: 1,
  }
}

function metricsOf(simulation: Simulation, rate: number) {
  const net = netReturns(simulation, rate)
  const summary = summarise(net)
  const count = simulation.trades.gross.length
  const long = new Float64Array(count).fill(1)
  const labels = simulation.trades.gross.map((value) => value + 0.01)
  return computeMetrics({
    trading: {
      filled: count,
      unfilled: simulation.unfilled,
      heldBars: countTaken(simulation.weight),
      traded: sumOf(simulation.traded),
    },
    net,
    summary,
    outcomes: tradeOutcomes(simulation.trades, rate, labels, long, new Float64Array(count)),
    sessionSummary: summary,
    days: net.length,
    periodsPerYear: 252,
    tranches: 2,
    topPctRealised: null,
  })
}

describe('computeMetrics', () => {
  it('gives losses as magnitudes, net, and says how many bars make a year', () => {
    const simulation = simulationOf([0.1, -0.2, 0.05, 0], [1, 0, 1, 0], [0.1, -0.2, 0.0005])
    const { metrics, undefined: reasons } = metricsOf(simulation, 0.001)
    const net = [0.099, -0.2, 0.049, 0]
    const mean = (0.099 - 0.2 + 0.049) / 4
    const deviation = Math.sqrt(net.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 3)
    expect(metrics.sharpe_hourly).toBeCloseTo(mean / deviation, 12)
    expect(metrics.sharpe).toBeCloseTo((mean / deviation) * Math.sqrt(252), 12)
    expect(metrics.sortino).toBeCloseTo((mean / Math.sqrt(0.2 ** 2 / 4)) * Math.sqrt(252), 12)
    expect(metrics.max_dd).toBeCloseTo(0.2, 12)
    expect(metrics.cagr).toBeCloseTo((1.099 * 0.8 * 1.049) ** (252 / 4) - 1, 12)
    expect(metrics.calmar).toBeCloseTo((metrics.cagr ?? 0) / 0.2, 12)
    expect(metrics.es95, 'one of four bars').toBeCloseTo(0.2, 12)
    // 0.0005 less both sides' costs is a loss.
    expect(metrics.win_rate).toBeCloseTo(1 / 3, 12)
    expect(metrics.label_minus_earned).toBeCloseTo(0.01, 12)
    expect(metrics).toMatchObject({
      trades: 3,
      trades_independent: 1.5,
      trades_per_year: (3 * 252) / 4,
      losing_trades: 2,
      signals: 4,
      signals_unfilled: 1,
      exposure: 0.5,
      turnover: 0.5,
      periods_per_year: 252,
      bars: 4,
      sessions: 4,
    })
    expect(metrics.avg_loss).toBeNull()
    expect(reasons.avg_loss).toContain('2 of 3 closed trades lost')
  })

  it('measures the tail of trades from twenty losing ones on', () => {
    const losses = Array.from({ length: 20 }, (_, index) => -(index + 1) / 100)
    const simulation = simulationOf([0.01, -0.01], [1, 1], [...losses, 0.5])
    const { metrics } = metricsOf(simulation, 0)
    expect(metrics.avg_loss).toBeCloseTo(0.105, 12)
    // Of 21 trades the worst two: 0.20 and 0.19.
    expect(metrics.es95_trades).toBeCloseTo(0.195, 12)
    expect(metricsOf(simulationOf([0.01, -0.01], [1, 1], losses.slice(1)), 0).metrics.es95_trades).toBeNull()
  })

  it('is null with a reason, never 0 or NaN, where a figure is undefined', () => {
    const { metrics, undefined: reasons } = metricsOf(simulationOf([0, 0, 0], [0, 0, 0], []), 0.001)
    for (const [name, value] of Object.entries(metrics)) {
      expect(Number.isNaN(value), name).toBe(false)
      expect(name in reasons, name).toBe(value === null)
    }
    expect(metrics).toMatchObject({
      sharpe: null,
      sortino: null,
      calmar: null,
      win_rate: null,
      psr: null,
      cum_return: 0,
    })
    const rising = metricsOf(simulationOf([0.01, 0.02], [1, 0], [0.03]), 0)
    expect(rising.undefined.sortino).toBe('no bar lost')
    expect(rising.undefined.calmar).toBe('there was no drawdown')
    expect(rising.undefined.min_trl).toBeUndefined()
    expect(metricsOf(simulationOf([], [], []), 0).undefined.cum_return).toContain('no out-of-sample bars')
  })
})
