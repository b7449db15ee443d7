/** The parts of an OpenAPI operation that routing and validation read. */
export interface Operation {
  id: string
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  /** As in the OpenAPI file, with `{name}` parameters. */
  path: string
  parameters: Parameter[]
  /** Pointer to the request body's schema in the document; undefined when it takes none. */
  bodyPointer: string | undefined
  bodyRequired: boolean
  /** Pointers to the JSON answers' schemas by status. */
  answerPointers: Map<string, string>
  /** Whether it can be told how far its JSON answer is, by events. */
  tellsEvents: boolean
}

interface Parameter {
  name: string
  in: 'path' | 'query' | 'header'
  required: boolean
  pointer: string
}

/** What the contract says something of. */
export interface CheckedRequest {
  params: unknown
  query: unknown
  body: unknown
}

/** An object of the document. */
export type Json = Record<string, unknown>
const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

/** Every operation of an OpenAPI document, in its order. */
export function readOperations(document: Json): Operation[] {
  const operations: Operation[] = []
  for (const [path, item] of Object.entries(object(document.paths))) {
    for (const method of methods) {
      const operation = object(item)[method]
      if (operation !== undefined) operations.push(readOperation(document, path, method, object(operation)))
    }
  }
  return operations
}

function readOperation(
  document: Json,
  path: string,
  method: Operation['method'],
  operation: Json,
): Operation {
  const at = `/paths/${escapePointer(path)}/${method}`
  const shared = list(object(object(document.paths)[path]).parameters).map((entry, i) =>
    readParameter(document, object(entry), `/paths/${escapePointer(path)}/parameters/${i}`),
  )
  const own = list(operation.parameters).map((entry, i) =>
    readParameter(document, object(entry), `${at}/parameters/${i}`),
  )
  const body =
    operation.requestBody === undefined
      ? undefined
      : follow(document, object(operation.requestBody), `${at}/requestBody`)
  const answers = new Map<string, string>()
  let tellsEvents = false
  for (const [status, entry] of Object.entries(object(operation.responses))) {
    const answer = follow(document, object(entry), `${at}/responses/${status}`)
    const content = object(answer.value.content)
    if (object(content['application/json']).schema === undefined) continue
    answers.set(status, `${answer.pointer}/content/application~1json/schema`)
    tellsEvents ||= content['text/event-stream'] !== undefined
  }
  return {
    id: String(operation.operationId),
    method,
    path,
    parameters: [...shared, ...own],
    bodyPointer: body && `${body.pointer}/content/application~1json/schema`,
    bodyRequired: body?.value.required === true,
    answerPointers: answers,
    tellsEvents,
  }
}

function readParameter(document: Json, entry: Json, at: string): Parameter {
  const { value, pointer } = follow(document, entry, at)
  const place = value.in
  if (place !== 'path' && place !== 'query' && place !== 'header') {
    throw new TypeError(`the contract has a parameter in "${String(place)}" at ${at}`)
  }
  return {
    name: String(value.name),
    in: place,
    required: value.required === true,
    pointer: `${pointer}/schema`,
  }
}

/** What a reference of the document means, and where that stands; anything else as it is. */
export function follow(document: Json, value: Json, pointer: string): { value: Json; pointer: string } {
  if (typeof value.$ref !== 'string') return { value, pointer }
  const target = value.$ref.slice(1)
  return { value: standingAt(document, target), pointer: target }
}

/** What stands at a pointer of the document. */
export function standingAt(document: Json, pointer: string): Json {
  let found: unknown = document
  for (const part of pointer.slice(1).split('/'))
    found = object(found)[part.replaceAll('~1', '/').replaceAll('~0', '~')]
  return object(found)
}

/** The pointers that a part of the document refers to. */
export function pointersIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return []
  const inside = Object.values(part).flatMap(pointersIn)
  return '$ref' in part && typeof part.$ref === 'string' ? [part.$ref.slice(1), ...inside] : inside
}

const escapePointer = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1')
export const object = (value: unknown): Json =>
  typeof value === 'object' && value !== null ? (value as Json) : {}
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
