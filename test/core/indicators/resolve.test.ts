import { describe, expect, it } from 'vitest'
import { SigmaError } from '../../../src/core/errors.ts'
import { type IndicatorSpec, resolveIndicator } from '../../../src/core/indicators/index.ts'
import { resolveIndicators } from '../../../src/core/indicators/resolve.ts'

function failure(...specs: IndicatorSpec[]): SigmaError {
  try {
    resolveIndicators(specs)
  } catch (error) {
    if (error instanceof SigmaError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

describe('resolveIndicator', () => {
  it('completes the parameters with their defaults', () => {
    const { indicator, params } = resolveIndicator({ name: 'macd', params: { fast: 8 } })
    expect(indicator.name).toBe('macd')
    expect(params).toEqual({ column: 'close', fast: 8, slow: 26, signal: 9 })
  })

  it.each([
    ['returns', 'ret'],
    ['stddev', 'rolling_std'],
    ['roll_std', 'rolling_std'],
    ['bollinger', 'bollinger_bands'],
  ])('knows %s as %s', (alias, name) => {
    expect(resolveIndicator({ name: alias }).indicator.name).toBe(name)
  })

  it('knows other spellings of a parameter', () => {
    expect(resolveIndicator({ name: 'keltner', params: { mult: 1.5 } }).params).toEqual({
      window: 20,
      multiplier: 1.5,
    })
    expect(resolveIndicator({ name: 'daily_ema', params: { underlying: 'SPY' } }).params.ticker).toBe('SPY')
    expect(failure({ name: 'keltner', params: { mult: 1, multiplier: 2 } }).message).toContain(
      'another spelling',
    )
  })

  it('reads parameters from the name', () => {
    const { indicator, params } = resolveIndicator({ name: 'rsi__period=7__column=open' })
    expect(indicator.outputs(params)).toEqual(['rsi_7'])
    expect(params.column).toBe('open')
    expect(resolveIndicator({ name: 'donchian__prior=false' }).params.prior).toBe(false)
    expect(failure({ name: 'rsi__period' }).message).toContain('name__parameter=value')
    expect(failure({ name: 'rsi__period=7', params: { period: 14 } }).message).toContain('given twice')
  })

  it('refuses an unknown name, and offers the nearest', () => {
    const error = failure({ name: 'rsii' })
    expect(error.code).toBe('INVALID_PARAM')
    expect(error.message).toBe('indicator: unknown indicator "rsii"; did you mean "rsi"?')
  })

  it('refuses an unknown parameter, and lists those there are', () => {
    expect(failure({ name: 'bollinger_bands', params: { num_sdt: 2 } }).message).toBe(
      'bollinger_bands.num_sdt: unknown parameter of bollinger_bands; it takes column, window, num_std; did you mean "num_std"?',
    )
    expect(failure({ name: 'hour_of_day', params: { tz: 'UTC' } }).message).toContain('it takes none')
    expect(failure({ name: 'sma', params: { toString: 3 } }).message).toContain('unknown parameter')
  })

  it.each([
    [{ name: 'rsi', params: { period: 1 } }, 'rsi.period: expected a whole number from 2 to 10000, got 1'],
    [
      { name: 'rsi', params: { period: 7.5 } },
      'rsi.period: expected a whole number from 2 to 10000, got 7.5',
    ],
    [
      { name: 'rsi', params: { period: '7' } },
      'rsi.period: expected a whole number from 2 to 10000, got "7"',
    ],
    [
      { name: 'rsi', params: { period: true } },
      'rsi.period: expected a whole number from 2 to 10000, got true',
    ],
    [
      { name: 'rsi', params: { period: null } },
      'rsi.period: expected a whole number from 2 to 10000, got null',
    ],
    [
      { name: 'keltner', params: { multiplier: Number.NaN } },
      'keltner.multiplier: expected a number from 0 to 100, got null',
    ],
    [
      { name: 'rsi', params: { column: 'vwap' } },
      'rsi.column: expected one of open, high, low, close, volume, got "vwap"',
    ],
    [{ name: 'donchian', params: { prior: 'yes' } }, 'donchian.prior: expected true or false, got "yes"'],
    [{ name: 'daily_ema', params: { ticker: 3 } }, 'daily_ema.ticker: expected text or null, got 3'],
    [{ name: 'macd', params: { fast: 30 } }, 'macd: fast must be below slow'],
  ])('refuses %o', (spec, message) => {
    expect(failure(spec).message).toBe(message)
  })

  it('lists the faults of several at once', () => {
    const error = failure({ name: 'emaa' }, { name: 'rsi', params: { period: 0, span: 3 } })
    expect(error.details.field_errors).toHaveLength(3)
  })

  it.each(['iv_skew_25d', 'iv_skew_25d_rr'])('knows %s as iv_skew25_delta', (name) => {
    expect(resolveIndicator({ name }).indicator.name).toBe('iv_skew25_delta')
  })

  it.each([
    ['10:00', 'a window without an end'],
    ['10-11', 'hours alone'],
    ['11:00-10:00', 'an end before the start'],
    ['15:55-16:01', 'an end after the close'],
    ['25:00-26:00', 'an hour that no day has'],
    [' 10:00-11:00', 'a blank'],
  ])('refuses the quote window "%s": %s', (window) => {
    for (const [name, param] of [
      ['iv_term_slope', 'quote_window'],
      ['iv_smile_wings', 'sampling'],
      ['atm_iv_eod', 'sampling'],
      ['atm_iv_open_delta', 'close_sampling_prev'],
    ]) {
      const error = failure({ name, params: { [param]: window } })
      expect(error.code).toBe('INVALID_PARAM')
      expect(error.message).toContain(`${name}: expected ${param} as HH:MM-HH:MM`)
    }
  })

  it('refuses wings beyond the strikes that are read, terms that are one, and half a five-minute bar', () => {
    expect(failure({ name: 'iv_smile_wings', params: { wing_points: 21 } }).message).toContain('strike_band')
    expect(failure({ name: 'vix_term_slope', params: { near: '3m' } }).message).toContain('both I:VIX3M')
    expect(failure({ name: 'first15m_range_z', params: { window_mins: 7 } }).message).toContain(
      'multiple of 5',
    )
  })

  it.each([
    ['iv_rank_52w', {}, { chain: { daysAhead: [0] } }],
    ['iv_term_slope', { days_fwd: 90 }, { chain: { daysAhead: [0, 90] } }],
    [
      'iv_term_slope',
      { iv_source: 'quotes', strike_band: 7 },
      {
        quotes: { windows: [{ from: 600, to: 660 }], atBarEnds: false, strikesAround: 8, daysAhead: [0, 30] },
      },
    ],
    [
      'atm_iv_open_delta',
      {},
      {
        quotes: {
          windows: [
            { from: 570, to: 575 },
            { from: 955, to: 960 },
          ],
          atBarEnds: false,
          strikesAround: 6,
          daysAhead: [0, 1], // what expires today is over at 16:00
        },
      },
    ],
    ['vix_term_slope', { near: '1m', far: '6m' }, { daily: ['I:VIX', 'I:VIX6M'] }],
    ['first15m_range_z', { underlying: 'SPY' }, { fiveMinute: true }],
    ['open_gap_z', {}, { fiveMinute: false }],
    ['open_gap_z', { norm: 'stddev5m' }, { fiveMinute: true }],
  ])('tells what %s with %o has to have loaded', (name, given, needs) => {
    const { indicator, params } = resolveIndicator({ name, params: given })
    expect(indicator.reads?.(params)).toEqual(needs)
  })
})
