import { formatDay, parseDay } from '../../core/bars/day.ts'
import { type MarketData, type MarketNeeds, noNeeds } from '../../core/bars/marketData.ts'
import { firstAtOrAfter } from '../../core/bars/window.ts'
import { invalidParam, SigmaError } from '../../core/errors.ts'
import type { BarRequest, BarSource } from '../source.ts'
import { makeBars } from './bars.ts'
import { makeChain } from './chain.ts'
import { type History, makeHistory } from './history.ts'
import { checkSyntheticOptions, type SyntheticOptions, syntheticSourceId } from './options.ts'
import { makeFillQuotes, makeQuotes } from './quotes.ts'
import { makeTrades } from './trades.ts'
import { earliestDay, latestDay, tradingDays } from './tradingDays.ts'
import { makeIndices } from './volatilityIndices.ts'

export { parseSyntheticName, type SyntheticOptions } from './options.ts'

/** Sessions of a request that names no dates. */
const usualWindow = { start: parseDay('2015-01-02'), end: parseDay('2024-12-31') }

/**
 * A market made up of a seed: bars of any ticker and cadence, index bars, option chains, quotes and trades, without
 * network or key, with a planted edge or none (see `edge.ts`). Each number is a function of ticker, options and date, so
 * that every window is cut from the same history, which goes from 2000-01-03 to 2030-12-31.
 * Options out of bounds are INVALID_PARAM; so are malformed or reversed dates and tickers of indices. A window
 * without a session is UNPROCESSABLE, as are daily bars of what is no volatility index.
 */
export function syntheticSource(options: Partial<SyntheticOptions> = {}): BarSource {
  const checked = checkSyntheticOptions(options)
  return {
    id: 'synthetic',
    async load(request) {
      const ticker = checkTicker(request.ticker)
      const { from, to } = sessionsOf(request)
      // One session more: the flow of the last one may know of it.
      const history = makeHistory(ticker, checked, to + 1)
      return {
        bars: makeBars(history, request.cadence, from, to),
        market: makeMarket(history, request, from, to),
        sourceIds: [syntheticSourceId(checked)],
        warnings: [warning(checked)],
      }
    },
    async fillQuotes(request) {
      const { from, to } = sessionsOf(request)
      const history = makeHistory(checkTicker(request.ticker), checked, to + 1)
      return makeFillQuotes(history, request.cadence, from, to)
    },
    async listedContracts({ ticker, asOf, expiries }) {
      const s = firstAtOrAfter(tradingDays().days, asOf) - 1
      if (s < 0 || asOf > latestDay) return new Map()
      const history = makeHistory(checkTicker(ticker), checked, s + 1)
      const session = history.days[s]
      const ahead = expiries.filter((day) => day <= latestDay).map((day) => day - session)
      const { expiry } = makeChain(history, ahead, s, s + 1)
      return new Map(expiries.map((day) => [day, expiry.reduce((sum, one) => sum + Number(one === day), 0)]))
    },
  }
}

function makeMarket(
  history: History,
  { cadence, needs = noNeeds }: BarRequest,
  from: number,
  to: number,
): MarketData {
  const { fiveMinute, daily, chain, quotes, trades }: MarketNeeds = needs
  return {
    fiveMinute: fiveMinute ? makeBars(history, '5m', from, to) : null,
    daily: makeIndices(history, daily, from, to),
    chain: chain && makeChain(history, chain.daysAhead, from, to),
    quotes: quotes && makeQuotes(history, cadence, quotes, from, to),
    trades: trades && makeTrades(history, trades.strikesAround, from, to),
  }
}

function warning({ seed, edge }: SyntheticOptions): string {
  const planted = edge === 0 ? 'no edge planted' : `an edge of ${edge} planted in flow and volume`
  return `these data are synthetic, made from seed ${seed} with ${planted}: results say nothing about a market`
}

function checkTicker(ticker: string): string {
  const name = ticker.trim().toUpperCase()
  if (name !== '' && !name.startsWith('I:')) return name
  throw invalidParam(
    [{ field: 'ticker', issue: `expected the ticker of a share or fund, got "${ticker}"` }],
    {
      next: 'use a ticker such as SPY; the volatility indices I:VIX, I:VIX3M and I:VIX6M come beside it where features need them',
    },
  )
}

/** Ordinals of the sessions of a window: `from` (inclusive) to `to` (exclusive). */
function sessionsOf({ start, end }: Pick<BarRequest, 'start' | 'end'>): { from: number; to: number } {
  const asked = {
    start: start === undefined ? undefined : parseDay(start, 'start'),
    end: end === undefined ? undefined : parseDay(end, 'end'),
  }
  if (asked.start !== undefined && asked.end !== undefined && asked.start > asked.end) {
    const issue = `expected a date not after the end ${end}, got ${start}`
    throw invalidParam([{ field: 'start', issue }])
  }
  // A lone bound beyond the usual window opens the other side up to where the history ends.
  const first =
    asked.start ?? ((asked.end ?? usualWindow.end) < usualWindow.start ? earliestDay : usualWindow.start)
  const last = asked.end ?? (first > usualWindow.end ? latestDay : usualWindow.end)
  const { days } = tradingDays()
  const from = firstAtOrAfter(days, Math.max(first, earliestDay))
  const to = firstAtOrAfter(days, Math.min(last, latestDay) + 1)
  if (from >= to) throw emptyWindow(first, last)
  return { from, to }
}

function emptyWindow(first: number, last: number): SigmaError {
  const [wanted, held] = [
    { start: formatDay(first), end: formatDay(last) },
    { start: formatDay(earliestDay), end: formatDay(latestDay) },
  ]
  return new SigmaError(
    'UNPROCESSABLE',
    `the source synthetic has no session in the window: wanted ${wanted.start} to ${wanted.end}, held ${held.start} to ${held.end}`,
    { details: { wanted, held }, next: `choose --start and --end between ${held.start} and ${held.end}` },
  )
}
