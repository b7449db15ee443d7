import { formatDay } from '../core/bars/day.ts'
import { SigmaError } from '../core/errors.ts'
import type { IndicatorSpec } from '../core/indicators/index.ts'
import { inLanes } from '../core/inLanes.ts'
import { warmUpOf } from '../core/matrix/features.ts'
import { marketNeedsOf } from '../core/matrix/marketNeeds.ts'
import { tickerWarnings } from '../core/matrix/tickerWarnings.ts'
import { type LastBar, lastBar } from '../core/scan/lastBar.ts'
import type { BarRequest } from '../data/source.ts'
import { barSource, fileOfTicker } from './barSource.ts'
import { refuseOneFile } from './instruments.ts'
import type { Parts } from './parts.ts'

interface Wanted extends Pick<BarRequest, 'cadence' | 'start' | 'end'> {
  source: string
  indicators: readonly IndicatorSpec[]
  atrPeriod: number
}

/** What was found of a universe. */
export interface ScannedUniverse {
  /** The tickers whose last bar lies in the last session of all, in rising order. */
  bars: LastBar[]
  /** That session, in days since 1970-01-01. */
  session: number
  /** A word on each ticker that was left out, and on the data of the others. */
  warnings: string[]
}

/** Enough for who waits for a vendor; files are read one after the other anyway. */
const lanes = 8

/**
 * The last bars of a universe, a ticker at a time, so that no more than a few are held at once.
 *
 * @throws UNPROCESSABLE when no ticker has bars
 */
export async function scanBars(
  parts: Parts,
  tickers: readonly string[],
  wanted: Wanted,
): Promise<ScannedUniverse> {
  const { source, indicators, atrPeriod, ...window } = wanted
  const isFile = /^(csv|parquet):/.test(source)
  if (tickers.length > 1) refuseOneFile(source)
  // A slip in the name of the source is no fault of every ticker.
  if (!isFile) barSource(parts, source)
  const needs = marketNeedsOf({ indicators })
  let warmUp: number | undefined
  const found: { bar: LastBar; warnings: string[]; isShort: boolean }[] = []
  const missing: { ticker: string; reason: SigmaError }[] = []
  await inLanes(tickers, lanes, async (ticker) => {
    parts.stopping.throwIfAborted()
    try {
      const from = barSource(parts, fileOfTicker(source, ticker))
      const { bars, market, warnings } = await from.load({ ...window, ticker, needs })
      warmUp ??= warmUpOf(bars, indicators)
      found.push({
        bar: lastBar(bars, market, indicators, atrPeriod),
        warnings,
        isShort: bars.ts.length <= warmUp,
      })
    } catch (error) {
      if (!(error instanceof SigmaError) || !isOfTicker(error)) throw error
      missing.push({ ticker, reason: error })
    }
  })
  missing.sort((a, b) => compareText(a.ticker, b.ticker))
  found.sort((a, b) => compareText(a.bar.ticker, b.bar.ticker))
  if (found.length === 0) throw nothingFound(missing)
  const session = found.reduce((latest, { bar }) => Math.max(latest, bar.session), 0)
  const current = found.filter(({ bar }) => bar.session === session)
  const short = current.filter(({ isShort }) => isShort).map(({ bar }) => bar.ticker)
  return {
    bars: current.map(({ bar }) => bar),
    session,
    warnings: [
      ...missing.map(({ ticker, reason }) => `${ticker} was left out: ${reason.message}`),
      ...found.flatMap(({ bar }) => (bar.session === session ? [] : [staleWarning(bar, session)])),
      ...(short.length === 0 ? [] : [shortWarning(short, warmUp ?? 0)]),
      ...tickerWarnings(current.map(({ bar: { ticker }, warnings }) => ({ ticker, warnings }))),
    ],
  }
}

/** Whether a failure is about the one ticker: the source has no bars of it, or its file can't be read. */
function isOfTicker({ code, details }: SigmaError): boolean {
  const isKey = details.variable !== undefined
  return !isKey && (code === 'INVALID_PARAM' || code === 'UNPROCESSABLE' || code === 'NOT_FOUND')
}

function nothingFound(missing: readonly { ticker: string; reason: SigmaError }[]): SigmaError {
  const [first] = missing
  return new SigmaError(
    'UNPROCESSABLE',
    `no ticker of the universe has bars: ${first.ticker}: ${first.reason.message}${missing.length > 1 ? `; and ${missing.length - 1} more` : ''}`,
    {
      details: { tickers: missing.map(({ ticker, reason }) => ({ ticker, reason: reason.message })) },
      ...(first.reason.next !== undefined && { next: first.reason.next }),
      cause: first.reason,
    },
  )
}

function staleWarning(bar: LastBar, session: number): string {
  return `${bar.ticker} was left out: its last bar is of ${formatDay(bar.session)}, those of the universe go to ${formatDay(session)}`
}

function shortWarning(tickers: readonly string[], warmUp: number): string {
  return `${tickers.join(', ')}: ${warmUp} bars or fewer, so that some indicators are missing, which passes no gate that reads them, and scores 0`
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
