import type { WorkFilter } from '../services/runs.ts'

interface FilterQuery {
  pack_id?: string
  model_id?: string
  tag?: string
  status?: string
  start?: string
  end?: string
}

/** The filters of a list as the store takes them. A plain date means all of its day. */
export function toWorkFilter(query: FilterQuery): WorkFilter {
  const { pack_id, model_id, tag, status, start, end } = query
  return {
    ...(pack_id && { packId: pack_id }),
    ...(model_id && { modelId: model_id }),
    ...(tag && { tag }),
    ...(isStatus(status) && { status }),
    ...(start && { start: timestamp(start, '00:00:00.000') }),
    ...(end && { end: timestamp(end, '23:59:59.999') }),
  }
}

function timestamp(text: string, timeOfDay: string): string {
  return text.length === 10 ? `${text}T${timeOfDay}Z` : new Date(text).toISOString()
}

const statuses: readonly NonNullable<WorkFilter['status']>[] = [
  'queued',
  'running',
  'completed',
  'failed',
  'canceled',
]

function isStatus(text: string | undefined): text is NonNullable<WorkFilter['status']> {
  return statuses.some((status) => status === text)
}
