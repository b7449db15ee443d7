import type { IncomingHttpHeaders } from 'node:http'
import type { operations } from '../contract/generated/schema.ts'
import type { Answer, OperationId } from '../contract/operations.ts'
import type { Caller } from './guard/caller.ts'

type Parameters<Id extends OperationId> = operations[Id]['parameters']
type Body<Id extends OperationId> = operations[Id] extends {
  requestBody?: { content: { 'application/json': infer Json } }
}
  ? Json
  : undefined

/** Asks another operation of the same server. */
export interface AskingRequest {
  id: string
  headers: IncomingHttpHeaders
  server: {
    inject(asked: {
      method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
      url: string
      headers: Record<string, string>
    }): Promise<{ statusCode: number; json<T>(): T }>
  }
}

/** A request as handlers see it, of a server that listens or of one that is called inside its process. */
export interface ServedRequest<Params = unknown, Query = unknown, Body = unknown> extends AskingRequest {
  /** Null where nobody is asked, as in this process. */
  caller: Caller | null
  /** The address that it came from. */
  ip: string
  method: string
  /** Path and query. */
  url: string
  params: Params
  query: Query
  body: Body
}

/** Who waits for an answer, and is told meanwhile how far it is. */
export interface Waiting {
  /** Aborted when nobody waits any more. */
  signal: AbortSignal
  report(progress: { done: number; total: number; message: string }): void
}

/** What handlers say of their answer beside its body. A status of 200 and JSON are taken for granted. */
export interface Reply {
  readonly statusCode: number
  readonly sent: boolean
  /** Absent where nobody is told of the answer before it is there. */
  readonly waiting?: Waiting
  code(status: number): this
  header(name: string, value: string): this
  type(media: string): this
  /** Answers with something else than JSON: text, bytes or a stream. */
  send(body: unknown): this
}

/** A request as the contract types it: it was checked before the handler sees it. */
type Request<Id extends OperationId> = ServedRequest<
  Parameters<Id>['path'] extends object ? Parameters<Id>['path'] : Record<string, never>,
  NonNullable<Parameters<Id>['query']>,
  Body<Id>
>

/**
 * The handlers of some operations, each typed by its own part of the contract: it answers with a body of the
 * contract, or with the reply once it has sent something else. Methods, so that the router can call them all alike.
 */
export type Routes<Id extends OperationId> = {
  [Each in Id]: {
    handle(request: Request<Each>, reply: Reply): Promise<Answer<Each> | Reply> | Answer<Each> | Reply
  }['handle']
}
