import type { ChangedBy } from '../services/changeQuotas.ts'
import { localUser } from '../services/user.ts'
import type { ServedRequest } from './route.ts'

/** Who asks for a change, as the audit keeps it. @param action the operation of the contract */
export function changedBy(
  { caller, ip, id, method, url }: Pick<ServedRequest, 'caller' | 'ip' | 'id' | 'method' | 'url'>,
  action: string,
): ChangedBy {
  return {
    userId: caller?.userId ?? localUser,
    client: ip,
    action,
    method,
    path: url.split('?')[0],
    requestId: id,
  }
}
