import { barCount, type ParamSpecs, type Params } from './define.ts'

/** An indicator of the registry whose data Sigma cannot read yet. It can be named, but not computed. */
export interface PendingIndicator {
  name: string
  params: ParamSpecs
  /** The data it needs, to end a sentence that begins "needs". */
  needs: string
  outputs(params: Params): string[]
}

const chain = 'option chain snapshots of the previous session'
const quotes = 'option quotes'
const chainOrQuotes = 'option chain snapshots or quotes'
const vix = 'daily VIX index bars'

const underlying = { default: 'SPY' }
const spot = { default: 'close', choices: ['open', 'high', 'low', 'close'] }
const topStrikes = barCount(5)
const band = (strikes: number) => ({ default: strikes, min: 0, max: 1000 })
const quoteSource = {
  iv_source: { default: 'snapshot', choices: ['snapshot', 'quotes'] },
  quote_window: { default: '10:00-11:00' },
  strike_band: band(5),
}

function pending(
  name: string,
  needs: string,
  params: ParamSpecs,
  outputs: (params: Params) => string[] = () => [name],
): PendingIndicator {
  return { name, needs, params, outputs }
}

const all: readonly PendingIndicator[] = [
  pending(
    'first15m_range_z',
    '5-minute bars and daily bars',
    {
      ticker: { default: 'SPY' },
      window_mins: { default: 15, min: 5, max: 390, integer: true },
      norm: { default: 'atr', choices: ['atr'] },
    },
    ({ window_mins }) => [`first15m_range_z_${window_mins}`],
  ),
  pending('pcr_oi', chain, { underlying }),
  pending('oi_change_1d', chain, { underlying }),
  pending('oi_trend', chain, { underlying, window: barCount(5) }, ({ window }) => [`oi_trend_${window}`]),
  pending('oi_peak_strike', chain, { underlying }),
  pending('dist_to_oi_peak', chain, { underlying, spot_col: spot }),
  pending('oi_concentration_hhi', chain, { underlying, top_n: topStrikes }, ({ top_n }) => [
    `oi_concentration_hhi_${top_n}`,
  ]),
  pending('gamma_peak_strike', chain, { underlying }),
  pending('gamma_density_peak_strike', chain, { underlying }),
  pending('dist_to_gamma_peak', chain, { underlying, spot_col: spot }),
  pending('gamma_concentration', chain, { underlying, top_n: topStrikes }, ({ top_n }) => [
    `gamma_concentration_${top_n}`,
  ]),
  pending('gamma_skew_left_right', chain, { underlying, spot_col: spot }),
  pending('iv_rank_52w', chain, { underlying, window_days: barCount(252, 2) }),
  pending('iv_percentile_52w', chain, { underlying, window_days: barCount(252, 2) }),
  pending('atm_iv_zscore', chain, { underlying, window_days: barCount(20, 2) }),
  pending(
    'iv_realized_spread',
    chainOrQuotes,
    {
      underlying,
      window: barCount(20, 2),
      freq: { default: 'hour', choices: ['hour', 'day'] },
      contract_type: { default: null, type: 'string', choices: ['call', 'put'] },
      ...quoteSource,
    },
    ({ window }) => [`iv_realized_spread_${window}`],
  ),
  pending('iv_skew25_delta', chainOrQuotes, { underlying, ...quoteSource }, () => ['iv_skew_25d']),
  pending('iv_term_slope', chainOrQuotes, { underlying, days_fwd: barCount(30), ...quoteSource }),
  pending('iv_smile_wings', quotes, {
    underlying,
    sampling: { default: '10:00-11:00' },
    wing_points: { default: 10, min: 1, max: 1000 },
    strike_band: band(20),
  }),
  pending('atm_iv_eod', quotes, { underlying, sampling: { default: '15:55-16:00' }, strike_band: band(5) }),
  pending('div_eod', quotes, { underlying }),
  pending('atm_iv_open_delta', `${quotes} and daily bars`, {
    underlying,
    open_sampling: { default: '09:30-09:35' },
    close_sampling_prev: { default: '15:55-16:00' },
    strike_band: band(5),
  }),
  pending('vix_level', vix, { index_ticker: { default: 'I:VIX' } }),
  pending('vix_delta', vix, {}),
  pending('vix_term_slope', `${vix} of two terms`, {
    near: { default: 'I:VIX' },
    far: { default: 'I:VIX3M' },
  }),
]

/** By registry key. Building one in `registry.ts` takes it off this list; nothing is ever added. */
export const pendingIndicators: ReadonlyMap<string, PendingIndicator> = new Map(
  all.map((entry) => [entry.name, entry]),
)
