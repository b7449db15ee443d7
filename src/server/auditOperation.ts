import { audited } from '../services/audited.ts'
import type { Parts } from '../services/parts.ts'
import type { Operation } from './operations.ts'
import type { Reply, ServedRequest } from './route.ts'

/** Carries out an operation that changes something, and adds its row to the audit. */
export function auditOperation(
  parts: Parts,
  { id: action }: Pick<Operation, 'id'>,
  { caller, ip, id: requestId, method, url, query, body }: ServedRequest,
  reply: Reply,
  act: () => Promise<unknown>,
): Promise<unknown> {
  const write = {
    ...{ action, method, requestId, query, body },
    path: url.split('?')[0],
    client: caller === null ? null : ip,
    tokenId: caller?.tokenId ?? null,
  }
  return audited(parts, write, act, (answer) => ({
    status: reply.statusCode,
    ...(answer !== reply && { answer }),
  }))
}
