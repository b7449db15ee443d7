import { describe, expect, it } from 'vitest'
import { defaultBacktestConfig, defaultExecution, type Execution } from '../../src/core/backtest/index.ts'
import type { Dataset } from '../../src/core/matrix/matrix.ts'
import { backtestAssumptions } from '../../src/services/cardAssumptions.ts'

const dataset: Dataset = {
  matrix: {
    ticker: 'A',
    ts: new Float64Array(0),
    session: new Int32Array(0),
    hourEt: null,
    features: [],
    retFwd: new Float64Array(0),
    labelEnd: new Float64Array(0),
    target: null,
    event: null,
  },
  bars: null,
  barOfRow: null,
  horizon: 5,
  returnBasis: 'open_close',
  periodsPerYear: 252,
}

const selection = { kind: 'thresholds' as const, thresholds: [0.5, 0.6] }

function assumed(execution: Partial<Execution>, changes: Partial<Dataset> = {}, perHour = false): string {
  return backtestAssumptions(
    { model: null },
    { ...dataset, ...changes },
    {
      config: defaultBacktestConfig,
      selection: { ...selection, ...(perHour && { perHour: 'sharpe' as const }) },
      execution: { ...defaultExecution, ...execution },
    },
  ).join(' ')
}

describe('what a card assumes of a backtest', () => {
  it('is its fills and its costs', () => {
    expect(assumed({ slippageBps: 3 })).toContain('filled at the open of the next bar and held for 5 bars')
    expect(assumed({ slippageBps: 3 })).toContain('costs 3 bps of slippage and 0 bps of commission')
  })

  it('is where brackets leave, if there are any', () => {
    const brackets = { atrPeriod: 14, stopMultiple: 1.2, targetMultiple: 2.4, timeStopMinutes: 120 }
    expect(assumed({ brackets })).toContain(
      'a stop 1.2 or a target 2.4 average true ranges (of 14 bars) from its entry, or after 120 minutes',
    )
    expect(assumed({ brackets: { ...brackets, timeStopMinutes: null } })).not.toContain('minutes')
    expect(assumed({})).not.toContain('stop')
  })

  it('is what options cost, in place of basis points', () => {
    const options = {
      riskPerTrade: 0.005,
      minOpenInterest: 0,
      minVolatility: null,
      commissionPerContract: 0.65,
    }
    expect(assumed({ options })).toContain('for 0.005 of the equity')
    expect(assumed({ options })).toContain('0.65 a contract')
    expect(assumed({ options })).not.toContain('bps')
  })

  it('is how tickers share the capital, and a threshold for each hour', () => {
    const tickers = { names: ['A', 'B'], ofRow: new Int32Array(0) }
    const two = { matrix: { ...dataset.matrix, tickers } }
    expect(assumed({}, two)).toContain('2 tickers share the capital in equal parts, of which 1 is invested')
    const portfolio = { allocation: 'inverse_vol' as const, maxExposure: 0.5 }
    expect(assumed({ portfolio }, two)).toContain('in inverse proportion to their volatility, of which 0.5')
    expect(assumed({}, {}, true)).toContain('chosen inside each training part, one for each hour')
    expect(assumed({})).not.toContain('hour')
  })
})
