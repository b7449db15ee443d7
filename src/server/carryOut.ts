import type { IncomingHttpHeaders } from 'node:http'
import type { OperationId } from '../contract/operations.ts'
import { SigmaError } from '../core/errors.ts'
import { lazily } from '../core/lazily.ts'
import type { Parts } from '../services/parts.ts'
import { handlers } from './handlers.ts'
import { isWrite } from './looks.ts'
import { type Json, type Operation, readOperations } from './operations.ts'
import type { OtherOperations } from './otherOperations.ts'
import type { Reply, ServedRequest } from './route.ts'
import { contractValidation } from './validation.ts'

/** Carries out an operation: its body, or the reply once something else than JSON has been sent. */
export type CarryOut = (operation: Operation, request: ServedRequest, reply: Reply) => Promise<unknown>

export interface Operations {
  carryOut: CarryOut
  byName: OtherOperations
}

/** Whether events come first among what is wanted. */
function wantsEvents({ accept = '' }: IncomingHttpHeaders): boolean {
  return /^\s*text\/event-stream\s*([,;]|$)/i.test(accept)
}

/** The operations of the contract, with its checks of what is asked and answered. One that changes something leaves a row in the audit. */
export function operationsOf(document: Json, parts: Parts): Operations {
  const validation = contractValidation(document)
  const byId = lazily(() => new Map(readOperations(document).map((operation) => [operation.id, operation])))
  const named = (id: OperationId): Operation => {
    const operation = byId().get(id)
    if (!operation) throw new SigmaError('INTERNAL', `the contract has no operation ${id}`)
    return operation
  }
  const byName: OtherOperations = {
    check: async (id, request) => validation.request(named(id), request),
    carryOut: (id, request, reply) => audited(named(id), request, reply),
  }
  const served = handlers(parts, byName)
  const carryOut: CarryOut = async (operation, request, reply) => {
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
  const audited: CarryOut = async (operation, request, reply) => {
    if (!isWrite(operation, request.query)) return carryOut(operation, request, reply)
    const { auditOperation } = await import('./auditOperation.ts')
    return auditOperation(parts, operation, request, reply, () => carryOut(operation, request, reply))
  }
  const told: CarryOut = async (operation, request, reply) => {
    if (!operation.tellsEvents || !wantsEvents(request.headers)) return audited(operation, request, reply)
    const { tellAnswer } = await import('./tellAnswer.ts')
    return tellAnswer(parts, request, reply, (held) => audited(operation, request, held))
  }
  return { carryOut: told, byName }
}
