import type { Bars, Cadence } from '../../core/bars/bars.ts'
import { type BarFault, checkBars } from '../../core/bars/checkBars.ts'
import { formatDay } from '../../core/bars/day.ts'
import { firstAtOrAfter, sliceBars } from '../../core/bars/window.ts'
import { SigmaError } from '../../core/errors.ts'
import { aggregates } from './aggregates.ts'
import { askedMinutes, barsOf } from './bars.ts'
import type { DayRange } from './chunks.ts'
import { delayMs, type SessionHours } from './hours.ts'
import { adjustedSince, splitDays } from './splits.ts'
import type { Vendor } from './vendor.ts'

export interface LoadedSeries {
  bars: Bars
  /** Up to when the vendor's data of these bars reach, in milliseconds UTC. */
  known: number
  /** Days on which the instrument was split, rising. */
  splits: number[]
  warnings: string[]
}

const listedItems = 5

/** Indices are named `I:` and something; they are never split, and have no volume. */
export function isIndex(ticker: string): boolean {
  return ticker.startsWith('I:')
}

/**
 * Bars of one instrument on these days, complete and adjusted for splits. No bar at all is UNPROCESSABLE, naming the
 * first request.
 */
export async function loadSeries(
  vendor: Vendor,
  {
    ticker,
    cadence,
    range,
    hours,
  }: { ticker: string; cadence: Cadence; range: DayRange; hours: SessionHours },
): Promise<LoadedSeries> {
  const { splits, warnings } = await splitsOf(vendor, ticker)
  const notBefore = adjustedSince(splits)
  const answer = await aggregates(
    vendor,
    {
      ticker,
      multiplier: cadence === 'daily' ? 1 : askedMinutes[cadence],
      span: cadence === 'daily' ? 'day' : 'minute',
      ...(notBefore === undefined ? {} : { notBefore }),
    },
    range,
  )
  const known = vendor.now - (answer.delayed ? delayMs : 0)
  const { bars: made, noSession } = barsOf(answer.rows, { ticker, cadence, hours, known })
  // Pieces end with their month or year, beyond what is wanted.
  const bars = sliceBars(made, 0, firstAtOrAfter(made.session, range.to, true))
  if (bars.ts.length === 0) throw noBars(ticker, cadence, range, answer.firstRequest)
  const { errors, warnings: oddities } = checkBars(bars)
  if (errors.length > 0) throw impossibleBars(bars, errors, answer.firstRequest)
  return {
    bars,
    known,
    splits,
    warnings: [
      ...warnings,
      ...gaps(bars, range, hours, vendor),
      ...listed(
        noSession.map(formatDay),
        `left out bars of ${ticker} on days that the exchange’s calendar has no session for`,
      ),
      ...listed(
        oddities.map((fault) => `${formatDay(bars.session[fault.row])} ${fault.column} ${fault.message}`),
        `odd bars of ${ticker}`,
      ),
    ],
  }
}

/** Without the splits it can't be seen whether kept answers are on an older basis; a plan may not show them. */
async function splitsOf(vendor: Vendor, ticker: string): Promise<{ splits: number[]; warnings: string[] }> {
  if (isIndex(ticker)) return { splits: [], warnings: [] }
  try {
    return { splits: await splitDays(vendor, ticker), warnings: [] }
  } catch (error) {
    if (!(error instanceof SigmaError && error.code === 'FORBIDDEN')) throw error
    return {
      splits: [],
      warnings: [
        `splits of ${ticker} are unknown, so kept prices may be those of before a split: ${error.message}`,
      ],
    }
  }
}

/** Sessions that are over and have no bars. */
function gaps(bars: Bars, { from, to }: DayRange, hours: SessionHours, { today }: Vendor): string[] {
  const held = new Set(bars.session)
  const missing: string[] = []
  for (let day = from; day <= Math.min(to, today - 1); day++) {
    if (hours.isSession(day) && !held.has(day)) missing.push(formatDay(day))
  }
  return listed(missing, `no ${bars.cadence} bars of ${bars.ticker} on ${missing.length} sessions`)
}

function listed(items: readonly string[], what: string): string[] {
  if (items.length === 0) return []
  return [`${what}: ${items.slice(0, listedItems).join(', ')}${items.length > listedItems ? ', …' : ''}`]
}

function noBars(ticker: string, cadence: Cadence, { from, to }: DayRange, request: string): SigmaError {
  const wanted = { start: formatDay(from), end: formatDay(to) }
  return new SigmaError(
    'UNPROCESSABLE',
    `polygon has no ${cadence} bars of ${ticker} from ${wanted.start} to ${wanted.end}: ${request}`,
    {
      details: { ticker, cadence, wanted, held: null, request },
      next: 'check the ticker, and choose a window in which it traded and that the plan of this key includes',
    },
  )
}

function impossibleBars(bars: Bars, errors: readonly BarFault[], request: string): SigmaError {
  const faults = errors.slice(0, listedItems).map(({ row, column, message }) => {
    return `${new Date(bars.ts[row]).toISOString()} ${column}: ${message}`
  })
  return new SigmaError(
    'UNPROCESSABLE',
    `polygon’s ${bars.cadence} bars of ${bars.ticker} can’t be right: ${faults.join('; ')} (${request})`,
    { details: { request, faults }, next: 'choose another window, and report the bars to the vendor' },
  )
}
