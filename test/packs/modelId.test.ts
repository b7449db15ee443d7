import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatModelId, parseModelId } from '../../src/packs/modelId.ts'

describe('a model id', () => {
  it('is taken apart by its grammar', () => {
    expect(parseModelId('spy_opt_0dte_hourly_headfake_1030')).toEqual({
      ticker: 'spy',
      assetType: 'opt',
      horizon: '0dte',
      cadence: 'hourly',
      variant: 'headfake_1030',
    })
    expect(parseModelId('universe_eq_swing_daily')?.variant).toBeNull()
  })

  it.each([
    'gbm_0dte',
    'gbm_stock_hourly',
    'spy_eq_weekly_daily',
    'SPY_eq_swing_daily',
    'spy_eq_swing_daily_',
    '',
  ])('is not made of %j', (id) => expect(parseModelId(id)).toBeNull())

  it('drops the punctuation of a ticker', () => {
    const parts = { assetType: 'eq', horizon: 'swing', cadence: 'daily', variant: null } as const
    expect(formatModelId({ ...parts, ticker: 'BRK.B' })).toBe('brkb_eq_swing_daily')
    expect(() => formatModelId({ ...parts, ticker: '../SPY' })).toThrowError(/expected a symbol/)
    expect(() => formatModelId({ ...parts, ticker: 'SPY', variant: 'a/b' })).toThrowError(/variant/)
  })

  it('comes back from its parts', () => {
    const word = fc.stringMatching(/^[a-z0-9]{1,6}$/)
    fc.assert(
      fc.property(
        word,
        fc.constantFrom('opt' as const, 'eq' as const),
        fc.constantFrom('0dte' as const, 'intraday' as const, 'swing' as const, 'long' as const),
        fc.constantFrom('5m' as const, '15m' as const, 'hourly' as const, 'daily' as const),
        fc.option(fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('_'))),
        (ticker, assetType, horizon, cadence, variant) => {
          const parts = { ticker, assetType, horizon, cadence, variant }
          expect(parseModelId(formatModelId(parts))).toEqual(parts)
        },
      ),
    )
  })
})
