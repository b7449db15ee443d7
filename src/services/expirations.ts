import { formatDay, parseDay } from '../core/bars/day.ts'
import { weeklyExpirations } from '../core/options/expirations.ts'
import { newYorkTime } from '../data/calendar.ts'
import { barSource } from './barSource.ts'
import type { Parts } from './parts.ts'

export interface ExpirationsRequest {
  ticker: string
  /** Today in New York when absent. */
  start?: string
  weeks?: number
  /** Polygon when absent, where there is a key. */
  source?: string
}

/** An expiry; what the source can't tell is null. */
interface ListedExpiration {
  date: string
  isMonthly: boolean
  hasChain: boolean | null
  count: number | null
}

export interface Expirations {
  ticker: string
  start: string
  weeks: number
  expirations: ListedExpiration[]
}

const usualWeeks = 12

/**
 * The weekly expirations of a ticker from a day on, by the calendar of the exchange, with the contracts that its source
 * lists as of that day, or today where that is earlier.
 *
 * @throws INVALID_PARAM for what is no date or source, and whatever the source throws
 */
export async function listExpirations(parts: Parts, request: ExpirationsRequest): Promise<Expirations> {
  const ticker = request.ticker.trim().toUpperCase()
  const weeks = request.weeks ?? usualWeeks
  const today = newYorkTime(parts.now().getTime()).day
  const start = request.start === undefined ? today : parseDay(request.start, 'start')
  const found = weeklyExpirations(start, weeks)
  const name = request.source ?? (parts.hasPolygonKey ? 'polygon' : undefined)
  const source = name === undefined ? undefined : barSource(parts, name)
  const counts = await source?.listedContracts?.({
    ticker,
    asOf: Math.min(start, today),
    expiries: found.map(({ day }) => day),
  })
  return {
    ticker,
    start: formatDay(start),
    weeks,
    expirations: found.map(({ day, isMonthly }) => {
      const count = counts?.get(day) ?? null
      return { date: formatDay(day), isMonthly, hasChain: count === null ? null : count > 0, count }
    }),
  }
}
