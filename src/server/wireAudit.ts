import { toPeriod } from '../contract/period.ts'
import type { AuditRow } from '../contract/types.ts'
import type { AuditFilter, ChainedEntry } from '../services/audit.ts'

interface FilterQuery {
  user?: string
  action?: string
  path?: string
  method?: string
  status?: number
  pack_id?: string
  model_id?: string
  start?: string
  end?: string
}

/** The filters of the audit as the store takes them; an empty one filters nothing. @throws INVALID_PARAM for no time */
export function toAuditFilter(query: FilterQuery): AuditFilter {
  const { user, action, path, method, status, pack_id, model_id } = query
  return {
    ...(user && { userId: user }),
    ...(action && { action }),
    ...(path && { path }),
    ...(method && { method: method.toUpperCase() }),
    ...(status !== undefined && { status }),
    ...(pack_id && { packId: pack_id }),
    ...(model_id && { modelId: model_id }),
    ...toPeriod(query),
  }
}

export function toAuditRow(entry: ChainedEntry): AuditRow {
  const { id, at, path, method, status, client, action, lineage, payload, seq, hash } = entry
  const { userId, packId, modelId, requestId, prevHash } = entry
  return {
    ...{ id, at, path, method, status, user_id: userId, client, pack_id: packId, model_id: modelId, action },
    ...{ request_id: requestId, lineage, payload, seq, prev_hash: prevHash, hash },
  }
}
