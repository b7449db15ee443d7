import type { Bars } from '../core/bars/bars.ts'
import { barsHash, marketHash } from '../core/bars/barsHash.ts'
import { fiveMinuteBars, type MarketData } from '../core/bars/marketData.ts'
import { invalidParam, SigmaError } from '../core/errors.ts'
import type { LabelSpec } from '../core/labels/index.ts'
import { labelNeeds } from '../core/labels/labelNeeds.ts'
import { sha256OfJson } from '../core/lineage/canonicalJson.ts'
import { tickerWarnings } from '../core/matrix/tickerWarnings.ts'
import type { BarRequest, BarSource, LoadedBars } from '../data/source.ts'
import type { ModelConfig } from '../packs/modelConfig.ts'
import { isUniverse } from '../packs/modelId.ts'
import { barSource, fileOfTicker } from './barSource.ts'
import { digest } from './digest.ts'
import type { Parts } from './parts.ts'

/** What the rows of one ticker are made of. */
export interface Instrument {
  bars: Bars
  /** What its indicators, flow, contracts and label read beside the bars. */
  market: MarketData
}

/** The bars of a matrix, of one ticker or of several. */
export interface LoadedInstruments {
  /** In rising order of their tickers. */
  instruments: Instrument[]
  /** Names of all data that was read, and of the bars alone. */
  sourceIds: string[]
  barSources: string[]
  warnings: string[]
}

/** Tickers as a request may name them: one, or several. */
export interface AskedTickers {
  ticker?: string
  tickers?: readonly string[]
}

/**
 * The tickers of a matrix, in rising order: those of the request, else those of the model.
 *
 * @throws INVALID_PARAM when neither names one
 */
export function tickersOf(
  modelId: string,
  config: Pick<ModelConfig, 'ticker' | 'tickers'>,
  request: AskedTickers,
): string[] {
  const named =
    request.tickers ?? (request.ticker === undefined ? config.tickers : null) ?? oneTicker(config, request)
  if (named.length === 0) {
    throw invalidParam([{ field: 'ticker', issue: `${modelId} names no ticker` }], {
      next: 'name one with --ticker, or several with --tickers; a model may list them under tickers',
    })
  }
  return [...new Set(named)].sort()
}

function oneTicker({ ticker: own }: Pick<ModelConfig, 'ticker'>, { ticker = own ?? '' }: AskedTickers) {
  return ticker === '' || isUniverse(ticker) ? [] : [ticker]
}

/**
 * Loads what a matrix needs of each ticker. A ticker that the source does not hold fails the whole: left out in silence, a
 * slip of the pen would make other data.
 */
export async function loadInstruments(
  parts: Parts,
  source: string,
  tickers: readonly string[],
  request: Omit<BarRequest, 'ticker'>,
  label: LabelSpec,
): Promise<LoadedInstruments> {
  if (tickers.length > 1) refuseOneFile(source)
  const loaded: LoadedBars[] = []
  for (const ticker of tickers) {
    const from = barSource(parts, fileOfTicker(source, ticker))
    loaded.push(await loadMarket(from, { ...request, ticker }, label))
  }
  return {
    instruments: loaded.map(({ bars, market }) => ({ bars, market })),
    sourceIds: [...new Set(loaded.flatMap(({ sourceIds }) => sourceIds))],
    barSources: [...new Set(loaded.map(({ sourceIds: [first] }) => first))],
    warnings: tickerWarnings(loaded.map(({ bars: { ticker }, warnings }) => ({ ticker, warnings }))),
  }
}

/** Hashes of what was loaded: of one ticker that of its bars, of several that of all of theirs. */
export function instrumentHashes(instruments: readonly Instrument[]): {
  barsSha: string
  marketSha: string | null
} {
  const barsSha = barsShaOf(instruments.map(({ bars }) => bars))
  const markets = instruments.map(({ market }) => marketHash(market, digest))
  if (markets.length === 1) return { barsSha, marketSha: markets[0] }
  const hasMarket = markets.some((market) => market !== null)
  return { barsSha, marketSha: hasMarket ? sha256OfJson(markets) : null }
}

/** Hash of the bars of one ticker, or of those of several, in the order given. */
export function barsShaOf(bars: readonly Bars[]): string {
  const hashes = bars.map((own) => barsHash(own, digest))
  return hashes.length === 1 ? hashes[0] : sha256OfJson(hashes)
}

/** @throws INVALID_PARAM for a source that is one file, where several tickers are asked for */
export function refuseOneFile(source: string): void {
  const isOneFile = /^(csv|parquet):/.test(source) && fileOfTicker(source, '') === source
  if (!isOneFile) return
  throw invalidParam(
    [{ field: 'source', issue: `${source} holds one instrument, and several are asked for` }],
    { next: 'keep a file for each ticker and write {ticker} in the name, such as csv:bars/{ticker}.csv' },
  )
}

/**
 * Five-minute bars that the label alone asks for are welcome, not needed: a source without them is asked for the rest, and
 * the label says what it does instead.
 */
async function loadMarket(source: BarSource, request: BarRequest, label: LabelSpec): Promise<LoadedBars> {
  try {
    return await source.load(request)
  } catch (error) {
    const { needs } = request
    const missing = error instanceof SigmaError ? error.details?.missing : undefined
    const onlyFiveMinute = Array.isArray(missing) && missing.join() === fiveMinuteBars
    if (!needs?.fiveMinute || !onlyFiveMinute || !labelNeeds(label, request.cadence).fiveMinute) throw error
    return source.load({ ...request, needs: { ...needs, fiveMinute: false } })
  }
}
