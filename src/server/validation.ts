import { acceptanceIn } from './acceptance.ts'
import { type CheckedRequest, type Json, type Operation, object, standingAt } from './operations.ts'
import { typedParameters } from './parameters.ts'

export interface Validation {
  /** Throws INVALID_PARAM with every bad field. Query and path text is turned into the types of the contract. */
  request(operation: Operation, request: CheckedRequest): Promise<void>
  /** Throws INTERNAL when an answer is not what the contract promises. */
  answer(operation: Operation, status: number, body: unknown): Promise<void>
}

const validations = new WeakMap<object, Validation>()

/**
 * Checks requests and answers against the OpenAPI document. Those that are plainly right are let through as they are
 * read; only for others the checks of the document are loaded and compiled, which takes longer than most commands.
 * All servers of a process share what is compiled.
 */
export function contractValidation(document: Json): Validation {
  const known = validations.get(document) ?? newValidation(document)
  validations.set(document, known)
  return known
}

function newValidation(document: Json): Validation {
  const accepts = acceptanceIn(document)
  const compiled = async () => (await import('./compiledChecks.ts')).compiledChecks(document)

  /** Whether a request is right; if so, its query and path get their types. */
  function takes(operation: Operation, { params, query, body }: CheckedRequest): boolean {
    const typed = (['path', 'query'] as const).map((place) =>
      typedParameters({ document, accepts }, operation, place, place === 'path' ? params : query),
    )
    const { bodyPointer, bodyRequired } = operation
    const isBodyRight =
      bodyPointer === undefined ||
      (body === undefined || body === null ? !bodyRequired : accepts(standingAt(document, bodyPointer), body))
    if (typed.includes(undefined) || !isBodyRight) return false
    Object.assign(object(params), typed[0])
    Object.assign(object(query), typed[1])
    return true
  }

  return {
    async request(operation, request) {
      if (!takes(operation, request)) (await compiled()).request(operation, request)
    },
    async answer(operation, status, body) {
      const pointer = operation.answerPointers.get(String(status))
      if (pointer === undefined || !accepts(standingAt(document, pointer), body))
        (await compiled()).answer(operation, status, body)
    },
  }
}
