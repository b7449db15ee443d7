import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { disagreements, formatModelId, parseModelId } from '../../src/packs/modelId.ts'

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

  it('is made again of its parts', () => {
    const id = fc.stringMatching(
      /^[a-z0-9]{1,6}_(opt|eq)_(0dte|intraday|swing|long)_(5m|15m|hourly|daily)(_[a-z0-9]{1,6}){0,3}$/,
    )
    fc.assert(
      fc.property(id, (each) => {
        const parts = parseModelId(each)
        expect(parts && formatModelId(parts)).toBe(each)
      }),
    )
  })
})

describe('a config', () => {
  const fields = (id: string, stated: Parameters<typeof disagreements>[1]) =>
    disagreements(id, stated).map(({ field }) => field)

  it('may say what the id of its model says, or leave it out', () => {
    const parts = { asset_type: 'eq', horizon: 'swing', cadence: 'daily' } as const
    expect(fields('brkb_eq_swing_daily_own', { ticker: 'BRK.B', ...parts })).toEqual([])
    expect(
      fields('universe_eq_swing_daily', { ticker: 'universe', tickers: ['SPY', 'QQQ'], ...parts }),
    ).toEqual([])
    expect(fields('universe_eq_swing_daily', { ticker: null })).toEqual([])
    // An id of another kind says nothing.
    expect(fields('gbm_0dte', { ticker: 'SPY', horizon: 'swing' })).toEqual([])
  })

  it('that says something else is told where', () => {
    expect(
      disagreements('spy_eq_swing_daily', {
        ...{ ticker: 'QQQ', asset_type: 'opt', horizon: 'long', cadence: 'hourly' },
      }),
    ).toEqual([
      { field: 'ticker', issue: "says qqq, where the model's id, spy_eq_swing_daily, says spy" },
      { field: 'asset_type', issue: expect.stringContaining('says opt') },
      { field: 'horizon', issue: expect.stringContaining('says long') },
      { field: 'cadence', issue: expect.stringContaining('says hourly') },
    ])
    expect(fields('spy_eq_swing_daily', { tickers: ['SPY', 'QQQ'] })).toEqual(['tickers'])
    expect(fields('universe_eq_swing_daily', { ticker: 'SPY' })).toEqual(['ticker'])
  })
})
