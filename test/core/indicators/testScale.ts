import type { Bars } from '../../../src/core/bars/bars.ts'
import type { MarketData } from '../../../src/core/bars/marketData.ts'
import type { Indicator, Params } from '../../../src/core/indicators/define.ts'

/** By what prices and numbers traded are multiplied, as a split or another currency would. */
export interface Scale {
  price: number
  volume: number
}

/** Parameters that are amounts of the underlying's currency. */
const priceParams = ['strike_band', 'wing_points', 'distance_max']

/** What each output must be multiplied by: its unit says it. */
export function outputFactors(
  { units, outputs }: Indicator,
  params: Params,
  { price, volume }: Scale,
): number[] {
  const parts = units.split('; ')
  return outputs(params).map((_, i) => {
    const unit = parts[i] ?? parts[0]
    if (unit === 'price') return price
    return unit === 'volume' || unit === 'contracts' ? volume : 1
  })
}

export function scaledParams(params: Params, { price }: Scale): Params {
  return Object.fromEntries(
    Object.entries(params).map(([key, value]) => [
      key,
      priceParams.includes(key) && typeof value === 'number' ? value * price : value,
    ]),
  )
}

export function scaledBars(bars: Bars, { price, volume }: Scale): Bars {
  return {
    ...bars,
    open: times(bars.open, price),
    high: times(bars.high, price),
    low: times(bars.low, price),
    close: times(bars.close, price),
    volume: times(bars.volume, volume),
  }
}

/** The market of the scaled bars. Indices of volatility, volatilities and deltas have no unit of the underlying. */
export function scaledMarket(market: MarketData, scale: Scale): MarketData {
  const { price, volume } = scale
  const { fiveMinute, daily, chain, quotes, trades } = market
  return {
    fiveMinute: fiveMinute && scaledBars(fiveMinute, scale),
    daily,
    chain: chain && {
      ...chain,
      strike: times(chain.strike, price),
      bid: times(chain.bid, price),
      ask: times(chain.ask, price),
      gamma: times(chain.gamma, 1 / price),
      openInterest: times(chain.openInterest, volume),
      volume: times(chain.volume, volume),
    },
    quotes: quotes && {
      ...quotes,
      strike: times(quotes.strike, price),
      bid: times(quotes.bid, price),
      ask: times(quotes.ask, price),
    },
    trades: trades && {
      ...trades,
      strike: times(trades.strike, price),
      volume: times(trades.volume, volume),
      premium: times(trades.premium, price * volume),
    },
  }
}

/** In a loop, which is several times as fast as `map` is on a typed array. */
function times(values: Float64Array, factor: number): Float64Array {
  const multiplied = new Float64Array(values.length)
  for (let row = 0; row < values.length; row++) multiplied[row] = values[row] * factor
  return multiplied
}
