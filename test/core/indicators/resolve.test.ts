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

  it.each(['iv_skew_25d', 'iv_skew_25d_rr', 'iv_skew25_delta'])(
    'says which data and key %s needs',
    (name) => {
      const error = failure({ name })
      expect(error.code).toBe('UNPROCESSABLE')
      expect(error.message).toContain('iv_skew25_delta needs option chain snapshots or quotes')
      expect(error.message).toContain('POLYGON_API_KEY')
    },
  )

  it('refuses a wrong parameter of an indicator whose data is not there yet as it would of any other', () => {
    expect(failure({ name: 'oi_trend', params: { windw: 5 } }).code).toBe('INVALID_PARAM')
    expect(failure({ name: 'oi_trend', params: { window: 7 } }).code).toBe('UNPROCESSABLE')
    expect(failure({ name: 'sold_flow_ratio', params: { window: '5' } }).code).toBe('INVALID_PARAM')
  })
})
