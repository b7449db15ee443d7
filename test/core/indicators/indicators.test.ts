import { describe, expect, it } from 'vitest'
import { indicators } from '../../../src/core/indicators/index.ts'
import { testIndicatorContract } from './contract.ts'

for (const indicator of indicators.values()) testIndicatorContract(indicator)

const [donchian, ichimoku, score, gap, vwap, distance] = [
  'donchian',
  'ichimoku',
  'momentum_score_total',
  'open_gap_z',
  'close_vs_vwap',
  'dist_to_ema',
].map((name) => indicators.get(name))

if (donchian) testIndicatorContract(donchian, { prior: false })
if (ichimoku) testIndicatorContract(ichimoku, { shift_ahead: true, tenkan: 30, kijun: 5 })
if (score) testIndicatorContract(score, { w_daily: 0 })
if (gap) testIndicatorContract(gap, { atr_period: 3 })
if (vwap) testIndicatorContract(vwap, { kind: 'daily' })
if (distance) testIndicatorContract(distance, { column: 'high', normalize: 'ema', window: 1 })

/** The keys of the existing registry. */
const registryKeys = `
  sma ema ema_slope dist_to_ema kama rsi rsi_last_hour stoch_rsi stochastic williams_r cci fisher_transform macd ppo adx
  aroon atr bollinger_bands keltner donchian supertrend psar ichimoku dpo elder_ray lr_r2 momentum ret roc trix tsi
  ultimate_oscillator qstick volatility rolling_std obv cmf mfi vol_zscore intraday_vwap close_vs_vwap day_range_pos
  returns_last_30m hour_of_day calendar_flags open_gap_z first15m_range_z daily_ema daily_ret daily_rsi daily_dist_to_ema
  daily_vwap momentum_score_total sold_flow_ratio pcr_volume pcr_eod pcr_oi oi_change_1d oi_trend oi_peak_strike
  dist_to_oi_peak oi_concentration_hhi gamma_peak_strike gamma_density_peak_strike dist_to_gamma_peak gamma_concentration
  gamma_skew_left_right iv_rank_52w iv_percentile_52w atm_iv_zscore iv_realized_spread iv_skew25_delta iv_term_slope
  iv_smile_wings atm_iv_eod div_eod atm_iv_open_delta vix_level vix_delta vix_term_slope
`
  .trim()
  .split(/\s+/)

describe('the registry', () => {
  it('knows all 80 keys of the existing one, and day_of_week', () => {
    expect(registryKeys).toHaveLength(80)
    expect([...indicators.keys()].sort()).toEqual([...registryKeys, 'day_of_week'].sort())
  })
})
