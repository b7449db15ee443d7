import { z } from 'zod'
import { formatDay } from '../../core/bars/day.ts'
import { newYorkTime } from '../calendar.ts'
import { chunkDays, type DayRange } from './chunks.ts'
import { inParallel } from './limits.ts'
import { pathSegment, requestText, type VendorRequest } from './request.ts'
import type { Question, Vendor } from './vendor.ts'

/**
 * One bar as the vendor sends it: `t` is its beginning in milliseconds UTC, `v` its volume and `vw` its average price,
 * which indices don't have. Source: Polygon REST, GET /v2/aggs/ticker/{ticker}/range/{multiplier}/{timespan}/{from}/{to}.
 */
const aggregateShape = z.object({
  t: z.number(),
  o: z.number(),
  h: z.number(),
  l: z.number(),
  c: z.number(),
  v: z.number().optional(),
  vw: z.number().optional(),
})

export type Aggregate = z.infer<typeof aggregateShape>

export interface AggregateSeries {
  ticker: string
  multiplier: number
  span: 'minute' | 'day'
  /** Answers of before this time are on another basis, because of a split since. */
  notBefore?: number
}

/** What was answered, and the first request, to name it when there is nothing in it. */
export interface AggregateAnswer {
  rows: Aggregate[]
  delayed: boolean
  firstRequest: string
}

/** Days of a series, oldest first; in pieces of a month (minutes) or a year (days). Prices are adjusted for splits. */
export async function aggregates(
  vendor: Vendor,
  series: AggregateSeries,
  range: DayRange,
): Promise<AggregateAnswer> {
  const chunks = chunkDays(range, series.span === 'day' ? 'year' : 'month', vendor.settled)
  vendor.expect(chunks.length)
  const answers = await inParallel(chunks, (chunk) => vendor.ask(aggregateQuestion(series, chunk)))
  return {
    rows: answers.flatMap(({ rows }) => rows),
    delayed: answers.some(({ delayed }) => delayed),
    firstRequest: chunks.length === 0 ? '' : requestText(aggregateQuestion(series, chunks[0]).request),
  }
}

/** The question for one piece of a series. */
export function aggregateQuestion(series: AggregateSeries, chunk: DayRange): Question<Aggregate> {
  const { ticker, multiplier, span, notBefore } = series
  const days = `${formatDay(chunk.from)}/${formatDay(chunk.to)}`
  const request: VendorRequest = {
    path: `/v2/aggs/ticker/${pathSegment(ticker)}/range/${multiplier}/${span}/${days}`,
    query: { adjusted: 'true', sort: 'asc', limit: '50000' },
  }
  return {
    request,
    row: aggregateShape,
    check: (rows) => faultIn(rows, chunk),
    keep: { lastDay: chunk.to, ...(notBefore === undefined ? {} : { notBefore }) },
  }
}

function faultIn(rows: readonly Aggregate[], { from, to }: DayRange): string | undefined {
  for (let row = 0; row < rows.length; row++) {
    const { t, o, h, l, c } = rows[row]
    const at = `results.${row}`
    if (!Number.isFinite(t) || Math.abs(t) > 8.64e15) return `${at}.t: expected milliseconds, got ${t}`
    const { day } = newYorkTime(t)
    if (day < from || day > to) {
      return `${at}.t: expected a time from ${formatDay(from)} to ${formatDay(to)}, got ${new Date(t).toISOString()}`
    }
    if (row > 0 && !(t > rows[row - 1].t))
      return `${at}.t: expected a time after that of the bar before, got ${t}`
    if (!(Math.min(o, h, l, c) > 0)) return `${at}: expected positive prices, got ${[o, h, l, c].join(', ')}`
    if (h < l) return `${at}: high ${h} below low ${l}`
  }
  return undefined
}
