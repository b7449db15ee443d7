import { operations } from '../../contract/generated/operations.ts'
import type { Answer, OperationId } from '../../contract/operations.ts'
import type { ErrorBody } from '../../contract/types.ts'
import { isErrorCode, SigmaError } from '../../core/errors.ts'
import { innerHeaders } from '../guard/inner.ts'
import type { AskingRequest } from '../route.ts'

interface Asked {
  path?: Record<string, string>
  query?: Record<string, string>
}

/**
 * What an operation of the contract answers: pages show what everybody is answered, by the same route and checks.
 * @throws SigmaError as the operation answered it.
 */
export async function ask<Id extends OperationId>(
  request: AskingRequest,
  id: Id,
  { path = {}, query = {} }: Asked = {},
): Promise<Answer<Id>> {
  const { method, path: template } = operations[id]
  // A step of a path leads to another operation, however it is written.
  const step = Object.values(path).find((value) => value === '.' || value === '..')
  if (step !== undefined) throw new SigmaError('NOT_FOUND', `nothing is called "${step}"`)
  const url = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''))
  const answer = await request.server.inject({
    method,
    url: `${url}?${new URLSearchParams(query)}`,
    headers: { 'x-request-id': request.id, ...innerHeaders },
  })
  if (answer.statusCode >= 400) throw failure(answer.json<Failed>())
  return answer.json<Answer<Id>>()
}

/** The same, or undefined where there is no such thing. */
export async function askFor<Id extends OperationId>(
  request: AskingRequest,
  id: Id,
  asked: Asked,
): Promise<Answer<Id> | undefined> {
  try {
    return await ask(request, id, asked)
  } catch (error) {
    if (error instanceof SigmaError && error.code === 'NOT_FOUND') return undefined
    throw error
  }
}

interface Failed {
  error: ErrorBody | string
  /** Where errors are answered as text. */
  error_info?: ErrorBody
}

function failure({ error, error_info }: Failed): SigmaError {
  const body = error_info ?? error
  if (typeof body === 'string') return new SigmaError('INTERNAL', body)
  const { code, message, next, details } = body
  return new SigmaError(isErrorCode(code) ? code : 'INTERNAL', message, {
    ...(details && { details }),
    ...(next && { next }),
  })
}
