import type { operations } from './generated/operations.ts'
import type { operations as operationTypes } from './generated/schema.ts'

/** The name of a route and method of the contract. */
export type OperationId = keyof typeof operations

type Body<Content> = Content extends { content: { 'application/json': infer Json } } ? Json : never

/** What an operation takes in its body; `never` when it takes none. */
export type RequestBody<Id extends OperationId> = Body<NonNullable<operationTypes[Id]['requestBody']>>

/** Every body that an operation answers when it succeeds. */
export type Answer<Id extends OperationId> = {
  [Status in keyof operationTypes[Id]['responses']]: Status extends 200 | 202
    ? Body<operationTypes[Id]['responses'][Status]>
    : never
}[keyof operationTypes[Id]['responses']]
