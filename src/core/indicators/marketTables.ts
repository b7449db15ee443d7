import type { Bars } from '../bars/bars.ts'
import { SigmaError } from '../errors.ts'
import type { OptionChain, OptionQuotes } from '../options/tables.ts'
import type { SeriesCache } from './seriesCache.ts'

/** Sources that hold more than bars, as a user names them. */
const sources = ['synthetic', 'polygon']

/** Snapshots of the chain; UNPROCESSABLE where they were not loaded. */
export function requireChain({ market }: SeriesCache, indicator: string): OptionChain {
  return market.chain ?? refuse(indicator, 'option chain snapshots', 'option_chain')
}

/** Option quotes; UNPROCESSABLE where they were not loaded. */
export function requireQuotes({ market }: SeriesCache, indicator: string): OptionQuotes {
  return market.quotes ?? refuse(indicator, 'option quotes', 'option_quotes')
}

/** Daily bars of another instrument; UNPROCESSABLE where they were not loaded. */
export function requireDaily({ market }: SeriesCache, indicator: string, ticker: string): Bars {
  return market.daily.get(ticker) ?? refuse(indicator, `daily bars of ${ticker}`, 'index_bars')
}

/** Five-minute bars of the instrument: its own bars where they are that; UNPROCESSABLE where there are none. */
export function requireFiveMinute({ bars, market }: SeriesCache, indicator: string): Bars {
  if (bars.cadence === '5m') return bars
  return market.fiveMinute ?? refuse(indicator, `5-minute bars of ${bars.ticker}`, 'five_minute_bars')
}

function refuse(indicator: string, what: string, need: string): never {
  throw new SigmaError('UNPROCESSABLE', `${indicator} needs ${what}, which were not loaded with the bars`, {
    details: { indicator, needs: need, sources },
    next: `use a source that holds them: ${sources.map((source) => `--source ${source}`).join(', or ')}; or leave ${indicator} out`,
  })
}
