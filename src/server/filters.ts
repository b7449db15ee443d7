import { parseRiskProfile, refuse } from '../contract/spellings.ts'
import { didYouMean } from '../core/nearest.ts'
import type { WorkFilter } from '../services/runs.ts'

interface FilterQuery {
  pack_id?: string
  model_id?: string
  tag?: string
  status?: string
  risk_profile?: string
  start?: string
  end?: string
}

/**
 * The filters of a list as the store takes them; an empty one filters nothing. A plain date means all of its day.
 * @throws INVALID_PARAM when a status, risk profile, date or time is none.
 */
export function toWorkFilter(query: FilterQuery): WorkFilter {
  const { pack_id, model_id, tag, status } = query
  const riskProfile = parseRiskProfile(query.risk_profile)
  return {
    ...(pack_id && { packId: pack_id }),
    ...(model_id && { modelId: model_id }),
    ...(tag && { tag }),
    ...(status && { status: statusOf(status) }),
    ...(riskProfile && { riskProfile }),
    ...toPeriod(query),
  }
}

/** The ends of a period, both in it. @throws INVALID_PARAM for what is no date or time */
export function toPeriod({ start, end }: Pick<FilterQuery, 'start' | 'end'>): {
  start?: string
  end?: string
} {
  return {
    ...(start && { start: timestamp('start', start, '00:00:00.000') }),
    ...(end && { end: timestamp('end', end, '23:59:59.999') }),
  }
}

const dayShape = /^\d{4}-\d{2}-\d{2}$/

function timestamp(field: string, text: string, timeOfDay: string): string {
  const time = new Date(dayShape.test(text) ? `${text}T${timeOfDay}Z` : text)
  const day = text.slice(0, 10)
  // Other texts are dates to JavaScript too, and 30 February is 2 March to it.
  if (dayShape.test(day) && isDay(day) && !Number.isNaN(time.getTime())) return time.toISOString()
  throw refuse(
    field,
    `expected a date such as 2024-01-31, or a time such as 2024-01-31T14:30:00Z, got ${text}`,
  )
}

function isDay(day: string): boolean {
  const time = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day)
}

const statuses: readonly NonNullable<WorkFilter['status']>[] = [
  'queued',
  'running',
  'completed',
  'failed',
  'canceled',
]

function statusOf(text: string): NonNullable<WorkFilter['status']> {
  const found = statuses.find((status) => status === text)
  if (found) return found
  throw refuse('status', `expected one of ${statuses.join(', ')}, got ${text}${didYouMean(text, statuses)}`)
}
