import { toPeriod } from '../contract/period.ts'
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
