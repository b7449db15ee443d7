import type { FastifyReply, FastifyRequest } from 'fastify'
import type { operations } from '../contract/generated/schema.ts'
import type { Answer, OperationId } from '../contract/operations.ts'

type Parameters<Id extends OperationId> = operations[Id]['parameters']
type Body<Id extends OperationId> = operations[Id] extends {
  requestBody?: { content: { 'application/json': infer Json } }
}
  ? Json
  : undefined

/** A request as the contract types it: it was checked before the handler sees it. */
type Request<Id extends OperationId> = FastifyRequest<{
  Params: Parameters<Id>['path'] extends object ? Parameters<Id>['path'] : Record<string, never>
  Querystring: NonNullable<Parameters<Id>['query']>
  Body: Body<Id>
}>

/**
 * The handlers of some operations, each typed by its own part of the contract: it answers with a body of the
 * contract, or with the reply once it has sent something else. Methods, so that the router can call them all alike.
 */
export type Routes<Id extends OperationId> = {
  [Each in Id]: {
    handle(
      request: Request<Each>,
      reply: FastifyReply,
    ): Promise<Answer<Each> | FastifyReply> | Answer<Each> | FastifyReply
  }['handle']
}
