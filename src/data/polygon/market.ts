import type { Bars } from '../../core/bars/bars.ts'
import { type MarketData, type MarketNeeds, noMarketData } from '../../core/bars/marketData.ts'
import { firstAtOrAfter } from '../../core/bars/window.ts'
import { SigmaError } from '../../core/errors.ts'
import { loadChain, type OptionPricing } from './chain.ts'
import type { DayRange } from './chunks.ts'
import type { SessionClose } from './contracts.ts'
import type { SessionHours } from './hours.ts'
import { loadQuotes } from './quotes.ts'
import { isIndex, type LoadedSeries, loadSeries } from './series.ts'
import { refuseSplitStrikes } from './splits.ts'
import { loadTrades } from './trades.ts'
import type { Vendor } from './vendor.ts'

/** Daily bars begin so many days before the window: its first session is told of the one before it, which lies in them. */
const daysBefore = 10

export interface MarketParts {
  vendor: Vendor
  hours: SessionHours
  pricing: OptionPricing
  /** The bars that were asked for. */
  main: LoadedSeries
  range: DayRange
}

interface LoadedMarket {
  market: MarketData
  sourceIds: string[]
  warnings: string[]
}

/** What is needed beside the bars. Options are those on the instrument of the bars. */
export async function loadMarket(parts: MarketParts, needs: MarketNeeds): Promise<LoadedMarket> {
  const fiveMinute = needs.fiveMinute ? await fiveMinuteBars(parts) : null
  const daily = new Map<string, LoadedSeries>()
  for (const ticker of needs.daily) daily.set(ticker, await dailyBars(parts, ticker))
  const options = await loadOptions(parts, needs)
  return {
    market: {
      ...options.market,
      fiveMinute: fiveMinute?.bars ?? null,
      daily: new Map([...daily].map(([ticker, { bars }]) => [ticker, bars])),
    },
    sourceIds: [...[...daily.keys()].map(barsId), ...options.sourceIds],
    warnings: [
      ...(fiveMinute?.warnings ?? []),
      ...[...daily.values()].flatMap(({ warnings }) => warnings),
      ...options.warnings,
    ],
  }
}

/** Name of an instrument's bars for lineage. */
export function barsId(ticker: string): string {
  return isIndex(ticker) ? `polygon:indices:${ticker}` : `polygon:stocks:${ticker}:adjusted`
}

async function fiveMinuteBars({ vendor, hours, main, range }: MarketParts): Promise<LoadedSeries> {
  if (main.bars.cadence === '5m') return main
  return loadSeries(vendor, { ticker: main.bars.ticker, cadence: '5m', range, hours })
}

function dailyBars({ vendor, hours, range }: MarketParts, ticker: string): Promise<LoadedSeries> {
  return loadSeries(vendor, {
    ticker,
    cadence: 'daily',
    range: { from: range.from - daysBefore, to: range.to },
    hours,
  })
}

async function loadOptions(parts: MarketParts, needs: MarketNeeds): Promise<LoadedMarket> {
  const { vendor, hours, pricing, main, range } = parts
  const { ticker } = main.bars
  const nothing = { market: noMarketData, sourceIds: [], warnings: [] }
  if (needs.chain === null && needs.quotes === null && needs.trades === null) return nothing
  refuseOptionsOf(ticker)
  const { bars: daily, splits } = await dailyBars(parts, ticker)
  const sessions = closesBefore(main.bars, daily)
  const chainSessions = closesFromBefore(daily, range.from)
  refuseSplitStrikes(ticker, splits, chainSessions[0]?.session ?? range.from)
  const { known } = main
  const chain =
    needs.chain && (await loadChain(vendor, { ticker, sessions: chainSessions, ...needs.chain, pricing }))
  const quotes =
    needs.quotes &&
    (await loadQuotes(vendor, { bars: main.bars, sessions, needs: needs.quotes, hours, known }))
  const trades =
    needs.trades &&
    (await loadTrades(vendor, { ticker, sessions, around: needs.trades.strikesAround, hours, known }))
  const names = { chain, quotes, trades }
  return {
    market: { ...noMarketData, chain: chain?.chain ?? null, quotes, trades: trades?.trades ?? null },
    sourceIds: Object.entries(names).flatMap(([name, loaded]) =>
      loaded === null ? [] : [`polygon:options:${ticker}:${name}`],
    ),
    warnings: [...(chain?.warnings ?? []), ...(trades?.warnings ?? [])],
  }
}

/** Options on an index have roots and settlements of their own, which differ within one expiry. */
function refuseOptionsOf(ticker: string): void {
  if (!ticker.includes(':')) return
  throw new SigmaError(
    'UNPROCESSABLE',
    `the source polygon serves options on stocks and funds, not on ${ticker}`,
    {
      details: { ticker },
      next: 'choose a fund on the same index, such as SPY, or leave out the indicators that read options',
    },
  )
}

/** Each session of the bars that has a session before it, with the close of that. */
function closesBefore(bars: Bars, daily: Bars): SessionClose[] {
  return [...new Set(bars.session)].flatMap((session) => {
    const row = firstAtOrAfter(daily.session, session) - 1
    return row < 0 ? [] : [{ session, close: daily.close[row] }]
  })
}

/** Each session from the last one before a day on, with its own close. */
function closesFromBefore(daily: Bars, day: number): SessionClose[] {
  const first = Math.max(0, firstAtOrAfter(daily.session, day) - 1)
  return Array.from(daily.session.subarray(first), (session, row) => ({
    session,
    close: daily.close[first + row],
  }))
}
