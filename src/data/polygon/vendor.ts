import { z } from 'zod'
import { formatDay } from '../../core/bars/day.ts'
import { newYorkTime } from '../calendar.ts'
import type { AnswerCache } from './cache.ts'
import { firstIssue, type PolygonClient } from './client.ts'
import { shapeFailure } from './failures.ts'
import { requestText, type VendorRequest } from './request.ts'

/** How long an answer may be read back from disk. */
export type Keep =
  /** For good once `lastDay`, the last day that it tells of, has settled. What was answered before `notBefore` is stale. */
  | { lastDay: number; notBefore?: number }
  /** For good, as what was true on that day (`YYYY-MM-DD`): the same question has another answer tomorrow. */
  | { asOf: string; keepEmpty: boolean }

export interface Question<T> {
  request: VendorRequest
  row: z.ZodType<T>
  /** Looks at all rows, and says what can't be right with them. */
  check?: (rows: readonly T[]) => string | undefined
  keep: Keep
  /** Whether the first page is all that is wanted. */
  firstPageOnly?: boolean
}

/** Told after each answer. `known` is how many questions are known so far; it can still rise. */
export interface Progress {
  done: number
  known: number
  cached: boolean
  request: string
}

/** The vendor seen through the cache, at one time. */
export interface Vendor {
  /** Milliseconds since 1970-01-01 UTC. */
  now: number
  /** New York date of `now`, days since 1970-01-01. */
  today: number
  /** The last day whose data no longer change. */
  settled: number
  ask<T>(question: Question<T>): Promise<{ rows: T[]; delayed: boolean }>
  /** What is on disk already; asks nothing. */
  recall<T>(question: Question<T>): Promise<T[] | undefined>
  /** Says that so many questions will follow. */
  expect(questions: number): void
}

/** Corrections of a session arrive in the night after it. */
const settlingMs = 6 * 3_600_000
/** An empty answer may be a gap in the feed that is mended later: it is believed for good after so many days. */
const daysUntilEmptyIsFinal = 30

export function vendorAt(
  now: number,
  {
    client,
    cache,
    onRequest,
  }: { client: PolygonClient; cache: AnswerCache; onRequest: (progress: Progress) => void },
): Vendor {
  const today = newYorkTime(now).day
  const settled = newYorkTime(now - settlingMs).day - 1
  let done = 0
  let known = 0

  function mayStore(keep: Keep, rows: number): boolean {
    if ('asOf' in keep) return rows > 0 || keep.keepEmpty
    return keep.lastDay <= (rows > 0 ? settled : settled - daysUntilEmptyIsFinal)
  }

  async function recall<T>({ request, row, check, keep }: Question<T>): Promise<T[] | undefined> {
    if ('lastDay' in keep && keep.lastDay > settled) return undefined
    const entry = await cache.read(nameOf(request, keep))
    if (entry === undefined) return undefined
    if ('lastDay' in keep && entry.answeredAt < (keep.notBefore ?? Number.NEGATIVE_INFINITY)) return undefined
    // An entry of an earlier version may lack what is read today: then it is asked for again.
    const rows = z.array(row).safeParse(entry.rows)
    return rows.success && check?.(rows.data) === undefined ? rows.data : undefined
  }

  async function fetch<T>({ request, row, check, keep, firstPageOnly = false }: Question<T>) {
    const name = requestText(request)
    const answer = await client.get(request, { firstPageOnly })
    const read = z.object({ results: z.array(row) }).safeParse({ results: answer.rows })
    if (!read.success) throw shapeFailure(name, firstIssue(read.error))
    const rows = read.data.results
    const fault = check?.(rows)
    if (fault !== undefined) throw shapeFailure(name, fault)
    if (mayStore(keep, rows.length)) await cache.write(nameOf(request, keep), { rows, answeredAt: now })
    return { rows, delayed: answer.delayed }
  }

  return {
    now,
    today,
    settled,
    recall,
    expect(questions) {
      known += questions
    },
    async ask(question) {
      const kept = await recall(question)
      const answer = kept === undefined ? await fetch(question) : { rows: kept, delayed: false }
      done++
      known = Math.max(known, done)
      onRequest({ done, known, cached: kept !== undefined, request: requestText(question.request) })
      return answer
    },
  }
}

function nameOf(request: VendorRequest, keep: Keep): string {
  return 'asOf' in keep ? `${requestText(request)} as of ${keep.asOf}` : requestText(request)
}

/** For questions whose answer stands for one day only. */
export function forToday({ today }: Vendor): Keep {
  return { asOf: formatDay(today), keepEmpty: true }
}
