import { setTimeout } from 'node:timers/promises'
import { formatDay, parseDay } from '../../core/bars/day.ts'
import { noNeeds } from '../../core/bars/marketData.ts'
import { invalidParam, SigmaError } from '../../core/errors.ts'
import type { BarRequest, BarSource } from '../source.ts'
import { answerCache, type WriteBytes } from './cache.ts'
import type { OptionPricing } from './chain.ts'
import type { DayRange } from './chunks.ts'
import { type Fetch, polygonClient } from './client.ts'
import { countContracts } from './contracts.ts'
import { loadFillQuotes } from './fillQuotes.ts'
import type { SessionHours } from './hours.ts'
import { barsId, loadMarket } from './market.ts'
import { loadSeries } from './series.ts'
import { type Progress, type Vendor, vendorAt } from './vendor.ts'

export interface PolygonOptions {
  /** Without one every load is refused: a source can be named before there is a key. */
  apiKey: string | undefined
  baseUrl: string
  /** Where answers are kept; made when it is not there. */
  cacheFolder: string
  hours: SessionHours
  pricing: OptionPricing
  /** What the plan of the key allows; no limit when absent. */
  requestsPerMinute?: number
  /** Longest time for one request with its answer; 30 seconds when absent. */
  timeoutMs?: number
  onRequest?: (progress: Progress) => void
  log?: (message: string) => void
  fetch?: Fetch
  now?: () => number
  sleep?: (milliseconds: number) => Promise<void>
  random?: () => number
  writeBytes?: WriteBytes
}

const tickerPattern = /^([A-Z]:)?[A-Za-z0-9][A-Za-z0-9._-]*$/

/**
 * Bars, options and indices of Polygon's REST interface. Answers that are final are kept on disk, one file a request, so
 * that a load which broke off goes on where it was, and an equal one asks nothing. Prices are adjusted for splits; kept
 * answers of before a split are asked for again. `start` must be given, an absent `end` is today.
 *
 * Failures are SigmaErrors that name the request and never the key: UNPROCESSABLE without a key (POLYGON_API_KEY), without
 * data, or for an answer of an unexpected form; UNAUTHORIZED, FORBIDDEN, NOT_FOUND, RATE_LIMITED, TIMEOUT; UNAVAILABLE
 * for a vendor that fails or a cache folder that can't be used.
 */
export function polygonSource(options: PolygonOptions): Required<BarSource> {
  const { log = () => {}, now = Date.now, onRequest = () => {} } = options
  const cache = answerCache({
    folder: options.cacheFolder,
    log,
    ...(options.writeBytes === undefined ? {} : { writeBytes: options.writeBytes }),
  })
  let client: ReturnType<typeof polygonClient> | undefined
  function vendorNow(): Vendor {
    const apiKey = usableKey(options.apiKey)
    client ??= polygonClient({
      apiKey,
      baseUrl: parseBaseUrl(options.baseUrl),
      requestsPerMinute: options.requestsPerMinute,
      fetch: options.fetch ?? ((url, init) => fetch(url, init)),
      now,
      sleep: options.sleep ?? ((milliseconds) => setTimeout(milliseconds)),
      random: options.random ?? Math.random,
      timeoutMs: options.timeoutMs ?? 30_000,
      log,
    })
    return vendorAt(now(), { client, cache, onRequest })
  }
  return {
    id: 'polygon',
    async load(request) {
      return loadAll(vendorNow(), request, options)
    },
    async fillQuotes({ ticker, wanted }) {
      return loadFillQuotes(vendorNow(), ticker, wanted)
    },
    async listedContracts(request) {
      return countContracts(vendorNow(), request)
    },
  }
}

async function loadAll(vendor: Vendor, request: BarRequest, { hours, pricing }: PolygonOptions) {
  const { ticker, cadence, needs = noNeeds } = request
  if (!tickerPattern.test(ticker)) {
    throw invalidParam([
      { field: 'ticker', issue: `expected a ticker such as SPY or I:VIX, got "${ticker}"` },
    ])
  }
  const range = daysOf(request, vendor.today)
  const main = await loadSeries(vendor, { ticker, cadence, range, hours })
  const { market, sourceIds, warnings } = await loadMarket({ vendor, hours, pricing, main, range }, needs)
  return {
    bars: main.bars,
    market,
    sourceIds: [...new Set([barsId(ticker), ...sourceIds])],
    warnings: [...new Set([...main.warnings, ...warnings])],
  }
}

function daysOf({ start, end }: BarRequest, today: number): DayRange {
  if (start === undefined) {
    throw invalidParam([{ field: 'start', issue: 'expected a date: the source polygon has no first day' }])
  }
  const from = parseDay(start, 'start')
  const last = end === undefined ? today : parseDay(end, 'end')
  const to = Math.min(last, today)
  if (from > to) {
    const limit = last > today ? `today, ${formatDay(today)}` : `the end ${formatDay(to)}`
    throw invalidParam([{ field: 'start', issue: `expected a date not after ${limit}, got ${start}` }])
  }
  return { from, to }
}

/** The key must be fit for a header: what is not would be shown in the error of the platform that refuses it. */
function usableKey(key: string | undefined): string {
  const fault = key === undefined || key === '' ? 'is not set' : 'has characters that no key has'
  if (key !== undefined && /^[\x21-\x7e]+$/.test(key)) return key
  throw new SigmaError('UNPROCESSABLE', `the source polygon needs a key, and POLYGON_API_KEY ${fault}`, {
    details: { variable: 'POLYGON_API_KEY' },
    next: 'set POLYGON_API_KEY to the key of your account, or use --source synthetic, which needs none',
  })
}

/** Only this machine is spoken to in clear, since the key would travel in clear too. */
function parseBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  const isLocal = url?.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  if (url !== undefined && (url.protocol === 'https:' || isLocal)) return url
  throw invalidParam([
    {
      field: 'baseUrl',
      issue: 'expected an https address such as https://api.polygon.io for the source polygon',
    },
  ])
}
