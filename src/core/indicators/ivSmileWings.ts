import { smileNear } from '../options/smile.ts'
import type { VolatilityView } from './chainSeries.ts'
import { requireUnderlying } from './daily.ts'
import { defineIndicator, sameTicker } from './define.ts'
import { perWindow, sameDay } from './quoteSeries.ts'
import { quotesAround, strikeBand, windowFault, windowOf } from './volatilitySource.ts'

export default defineIndicator({
  name: 'iv_smile_wings',
  version: 1,
  category: 'options',
  subcategory: 'implied_volatility',
  summary:
    'How much more implied volatility the wings of the smile have than its middle, from quotes of the same day.',
  formula:
    '(IV(A - w) + IV(A + w))/2 - IV(A), A the whole number nearest to the close before, w wing_points, each at the nearest ' +
    'strike with an IV, of the wings at most w/2 away; front expiry, median mids of the window; missing until it is over',
  source: 'own definition; the butterfly of Hull, Options, Futures, and Other Derivatives (2018), chapter 20',
  units: 'annualised fraction',
  params: {
    underlying: sameTicker,
    sampling: { default: '10:00-11:00' },
    wing_points: { default: 10, min: 1, max: 1000 },
    strike_band: strikeBand(20),
  },
  needs: ['close', 'option_quotes'],
  reads: ({ sampling, strike_band }) => quotesAround([sampling], strike_band),
  check: ({ sampling, wing_points, strike_band }) =>
    windowFault('sampling', sampling) ??
    (wing_points > strike_band ? 'wing_points must not be above strike_band' : undefined),
  outputs: () => ['iv_smile_wings'],
  warmUp: () => 1,
  compute({ cache }, { underlying, sampling, wing_points, strike_band }) {
    requireUnderlying(cache, 'iv_smile_wings', underlying)
    const window = windowOf(sampling)
    const selection = { window, band: strike_band, anchor: 'before' } as const
    const { values } = perWindow(cache, 'iv_smile_wings', `wings(${wing_points})`, selection, (view) =>
      wingsAboveMiddle(view, wing_points),
    )
    return [sameDay(cache, window, values)]
  },
})

function wingsAboveMiddle({ anchor, smile }: VolatilityView, points: number): number {
  const front = smile(0)
  if (front === undefined) return Number.NaN
  const middle = smileNear(front, anchor)?.volatility ?? Number.NaN
  const [left, right] = [anchor - points, anchor + points].map((wanted) => {
    const point = smileNear(front, wanted)
    return point !== undefined && Math.abs(point.strike - wanted) <= points / 2
      ? point.volatility
      : Number.NaN
  })
  return (left + right) / 2 - middle
}
