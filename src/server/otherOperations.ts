import type { OperationId } from '../contract/operations.ts'
import type { CheckedRequest } from './operations.ts'
import type { Reply, ServedRequest } from './route.ts'

/** The operations of a server, for routes that ask others of them. */
export interface OtherOperations {
  /** @throws INVALID_PARAM with every field that is not as the contract has it */
  check(id: OperationId, request: CheckedRequest): Promise<void>
  /** As if it had been asked for by itself: with its row in the audit. */
  carryOut(id: OperationId, request: ServedRequest, reply: Reply): Promise<unknown>
}
