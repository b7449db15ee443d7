import { describe, expect, it } from 'vitest'
import { type LiveGrid, type LiveSignal, liveMetrics } from '../../../src/core/live/metrics.ts'

const dayMs = 86_400_000
const signal = (session: number, more: Partial<LiveSignal> = {}): LiveSignal => ({
  session,
  ts: session * dayMs,
  status: 'filled',
  pnl: null,
  rr: null,
  weight: null,
  slippage: null,
  referencePx: 100,
  ...more,
})
const grid = (...sessions: number[]): LiveGrid => ({
  sessions: Int32Array.from(sessions),
  timedOutBefore: Math.max(...sessions),
  now: (Math.max(...sessions) + 1) * dayMs,
})

describe('live metrics', () => {
  it('are those of the sessions, of which one without a signal earned nothing', () => {
    const signals = [signal(1, { pnl: 0.02 }), signal(1, { pnl: -0.01 }), signal(3, { pnl: -0.03 })]
    const metrics = liveMetrics(signals, grid(1, 2, 3, 4))
    // Returns 0.005, 0, -0.03, 0: mean -0.00625; deviations squared sum to 0.00076875.
    const deviation = Math.sqrt((0.01125 ** 2 + 2 * 0.00625 ** 2 + 0.02375 ** 2) / 3)
    expect(metrics.sharpe).toBeCloseTo((-0.00625 / deviation) * Math.sqrt(252), 10)
    expect(metrics.sortino).toBeCloseTo((-0.00625 / Math.sqrt(0.03 ** 2 / 4)) * Math.sqrt(252), 10)
    expect(metrics.cum_return).toBeCloseTo(1.005 * 0.97 - 1, 12)
    expect(metrics.max_dd).toBeCloseTo(0.03, 12)
    expect(metrics.win_rate).toBeCloseTo(1 / 3, 12)
    expect(metrics).toMatchObject({ trades: 3, coverage_pct: 50, freshness_sec: 2 * 86_400 })
  })

  it('book what was put in, where every share is known', () => {
    const signals = [signal(1, { pnl: 0.1, weight: 0.2 }), signal(1, { pnl: -0.1, weight: 0.1 })]
    expect(liveMetrics(signals, grid(1, 2)).cum_return).toBeCloseTo(0.01, 12)
    const unknown = [signals[0], signal(1, { pnl: -0.1 })]
    expect(liveMetrics(unknown, grid(1, 2)).cum_return).toBeCloseTo(0, 12)
  })

  it('count as attempts what was filled, canceled or timed out', () => {
    const signals = [
      signal(1),
      signal(1, { status: 'canceled' }),
      signal(1, { status: 'error' }),
      signal(1, { status: 'pending' }),
      signal(3, { status: 'pending' }),
    ]
    expect(liveMetrics(signals, grid(1, 2, 3)).fill_rate).toBeCloseTo(1 / 3, 12)
  })

  it.each([
    [1, 0.05, 'High'],
    [0.95, 0.05, 'High'],
    [0.9, 0.05, 'Medium'],
    [1, 0.15, 'Medium'],
    [1, 0.16, 'Low'],
    [0.8, 0, 'Low'],
  ])('have at %d filled with a slippage of %d on 100 a capacity of %s', (share, slippage, capacity) => {
    const filled = Math.round(share * 20)
    const signals = Array.from({ length: 20 }, (_, place) =>
      signal(1, place < filled ? { slippage } : { status: 'canceled' }),
    )
    expect(liveMetrics(signals, grid(1)).capacity).toBe(capacity)
  })

  it('judge wins by the multiple of the risk where the profit is not known, and no return by it', () => {
    const metrics = liveMetrics(
      [signal(1, { rr: 2 }), signal(2, { rr: -1 }), signal(2, { rr: 0 })],
      grid(1, 2),
    )
    expect(metrics).toMatchObject({ win_rate: 0.5, trades: 3, cum_return: null, sharpe: null })
    expect(metrics.reasons.cum_return).toBe('no filled signal has a profit yet')
  })

  it('say why a figure is not there, and give no 0 for it', () => {
    const none = liveMetrics([], grid(1, 2))
    expect(none).toMatchObject({
      sharpe: null,
      cum_return: null,
      win_rate: null,
      fill_rate: null,
      capacity: null,
      trades: 0,
      coverage_pct: 0,
      freshness_sec: null,
    })
    expect(none.reasons).toMatchObject({
      sharpe: 'no signal was filled',
      freshness_sec: 'there is no signal in the period',
    })
    const flat = liveMetrics([signal(1, { pnl: 0.01 }), signal(2, { pnl: 0.01 })], grid(1, 2))
    expect(flat).toMatchObject({ sharpe: null, sortino: null, max_dd: 0 })
    expect(flat.reasons).toEqual({
      sharpe: 'the returns of the sessions do not vary',
      sortino: 'no session lost',
      avg_slippage: 'no fill has a price beside its reference',
      avg_slippage_bps: 'no fill has a price beside its reference',
      capacity: 'fill rate or slippage is not known',
    })
    // Every figure that is null has a reason, and no other.
    for (const metrics of [none, flat]) {
      const nulls = Object.entries(metrics).filter(([, value]) => value === null)
      expect(Object.keys(metrics.reasons).sort()).toEqual(nulls.map(([name]) => name).sort())
    }
  })

  it('leave out what lies outside the period', () => {
    const signals = [signal(1, { pnl: 0.5 }), signal(2, { pnl: 0.01 })]
    expect(liveMetrics(signals, grid(2, 3))).toMatchObject({
      trades: 1,
      cum_return: expect.closeTo(0.01, 12),
    })
  })
})
