import { unserved } from '../contract/unserved.ts'
import { SigmaError } from '../core/errors.ts'
import type { Parts } from '../services/parts.ts'
import { errorAnswer } from './errors.ts'
import { handlers } from './handlers.ts'
import { isWrite } from './looks.ts'
import { refuseDeepNesting } from './nesting.ts'
import type { Json, Operation } from './operations.ts'
import type { Reply, ServedRequest } from './route.ts'
import { refuseUnstorable } from './unstorable.ts'
import { contractValidation } from './validation.ts'

/** Carries out an operation: its body, or the reply once something else than JSON has been sent. */
export type CarryOut = (operation: Operation, request: ServedRequest, reply: Reply) => Promise<unknown>

/** What is refused of any operation. @throws INVALID_PARAM */
export function refuseUnreadable({ body, query, params }: ServedRequest): void {
  refuseDeepNesting(body)
  refuseUnstorable({ body, query, params })
}

/** The operations of the contract, with its checks of what is asked and answered. One that changes something leaves a row in the audit. */
export function operationsOf(document: Json, parts: Parts): CarryOut {
  const validation = contractValidation(document)
  const served = handlers(parts)
  const carryOut: CarryOut = async (operation, request, reply) => {
    if (isUnserved(operation.id)) {
      throw new SigmaError('NOT_IMPLEMENTED', `${operation.id} is part of the contract, but not served yet`, {
        next: 'GET / lists the routes that are served',
      })
    }
    const handler = served.get(operation.id)
    if (!handler) {
      throw new SigmaError('INTERNAL', `the contract's operation ${operation.id} has no handler`)
    }
    await validation.request(operation, request)
    const body = await handler(request, reply)
    // A stream or a file: the handler has sent it, or the client has gone.
    if (body === undefined && !operation.answerPointers.has(String(reply.statusCode))) return reply
    if (reply.sent || body === reply) return reply
    await validation.answer(operation, reply.statusCode, body)
    return body
  }
  return async (operation, request, reply) => {
    if (!isWrite(operation, request.query)) return carryOut(operation, request, reply)
    const { auditOperation } = await import('./auditOperation.ts')
    return auditOperation(parts, operation, request, reply, () => carryOut(operation, request, reply))
  }
}

/** The answer that tells of a failure. What is a bug is told to the operator too. */
export function failureAnswer(
  error: unknown,
  { id, method, url }: Pick<ServedRequest, 'id' | 'method' | 'url'>,
  { parts, legacyErrors }: { parts: Parts; legacyErrors: boolean },
): ReturnType<typeof errorAnswer> {
  const answer = errorAnswer(error, id, legacyErrors)
  // A run's own failure has been reported where it ran.
  const isReported = error instanceof SigmaError && 'run_id' in error.details
  if (answer.status === 500 && !isReported)
    parts.reportBug(error, `request ${id}, ${method} ${url.split('?')[0]}`)
  return answer
}

function isUnserved(id: string): boolean {
  return unserved.some((one) => one === id)
}
