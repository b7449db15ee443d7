import type { Bars } from '../bars/bars.ts'
import { missingData } from '../options/missingData.ts'
import type { OptionChain, OptionQuotes } from '../options/tables.ts'
import type { SeriesCache } from './seriesCache.ts'

/** Snapshots of the chain; UNPROCESSABLE where they were not loaded. */
export function requireChain({ market }: SeriesCache, indicator: string): OptionChain {
  return market.chain ?? refuse(indicator, 'option chain snapshots')
}

/** Option quotes; UNPROCESSABLE where they were not loaded. */
export function requireQuotes({ market }: SeriesCache, indicator: string): OptionQuotes {
  return market.quotes ?? refuse(indicator, 'option quotes')
}

/** Daily bars of another instrument; UNPROCESSABLE where they were not loaded. */
export function requireDaily({ market }: SeriesCache, indicator: string, ticker: string): Bars {
  return market.daily.get(ticker) ?? refuse(indicator, `daily bars of ${ticker}`)
}

/** Five-minute bars of the instrument: its own bars where they are that; UNPROCESSABLE where there are none. */
export function requireFiveMinute({ bars, market }: SeriesCache, indicator: string): Bars {
  if (bars.cadence === '5m') return bars
  return market.fiveMinute ?? refuse(indicator, `5-minute bars of ${bars.ticker}`)
}

function refuse(indicator: string, what: string): never {
  throw missingData(indicator, what)
}
