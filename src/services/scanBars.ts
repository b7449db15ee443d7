import { formatDay } from '../core/bars/day.ts'
import { SigmaError } from '../core/errors.ts'
import type { IndicatorSpec } from '../core/indicators/index.ts'
import { marketNeedsOf } from '../core/matrix/marketNeeds.ts'
import { tickerWarnings } from '../core/matrix/tickerWarnings.ts'
import { type LastBar, lastBar } from '../core/scan/lastBar.ts'
import type { BarRequest } from '../data/source.ts'
import { barSource } from './barSource.ts'
import { refuseOneFile } from './instruments.ts'
import type { Parts } from './parts.ts'
import { type ScanContext, scanTickers } from './scanTickers.ts'

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

/**
 * The last bars of a universe, a few tickers at a time. What is found does not depend on the number of threads.
 *
 * @throws UNPROCESSABLE when no ticker has bars; the reason of the signal
 */
export async function scanBars(
  parts: Parts,
  tickers: readonly string[],
  wanted: Wanted,
  context: ScanContext,
): Promise<ScannedUniverse> {
  const { source, indicators, atrPeriod, ...window } = wanted
  const isFile = /^(csv|parquet):/.test(source)
  if (tickers.length > 1) refuseOneFile(source)
  // A slip in the name of the source is no fault of every ticker.
  if (!isFile) barSource(parts, source)
  const request = { ...window, needs: marketNeedsOf({ indicators }) }
  const found: { bar: LastBar; warnings: string[]; warmUp: number; isShort: boolean }[] = []
  const missing: { ticker: string; reason: SigmaError }[] = []
  const task = { tickers, source, request, rule: { indicators, atrPeriod } }
  await scanTickers(parts, task, context, (ticker, outcome) => {
    if (!(outcome instanceof SigmaError)) {
      const { values, ...rest } = outcome
      found.push({ bar: lastBar(values), ...rest })
    } else if (isOfTicker(outcome)) missing.push({ ticker, reason: outcome })
    else throw outcome
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
      ...(short.length === 0 ? [] : [shortWarning(short, current[0].warmUp)]),
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
