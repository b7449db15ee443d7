import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { type FieldError, invalidParam, SigmaError } from '../core/errors.ts'
import { lazily } from '../core/lazily.ts'
import { didYouMean } from '../core/nearest.ts'
import {
  type CheckedRequest,
  type Json,
  type Operation,
  object,
  pointersIn,
  standingAt,
} from './operations.ts'

export interface CompiledChecks {
  /** Throws INVALID_PARAM with every bad field. Query and path text is turned into the types of the contract. */
  request(operation: Operation, request: CheckedRequest): void
  /** Throws INTERNAL when an answer is not what the contract promises. */
  answer(operation: Operation, status: number, body: unknown): void
}

const made = new WeakMap<object, CompiledChecks>()

/** Checks of the OpenAPI document that say what is wrong. A schema is compiled when it is first needed, once for all. */
export function compiledChecks(document: Json): CompiledChecks {
  const known = made.get(document) ?? newChecks(document)
  made.set(document, known)
  return known
}

function newChecks(document: Json): CompiledChecks {
  const exact = lazily(() => ajv(false))
  const coercing = lazily(() => ajv('array'))
  const compiled = new Map<string, ValidateFunction>()

  function ajv(coerceTypes: false | 'array'): Ajv2020 {
    const instance = new Ajv2020({
      strict: false,
      validateSchema: false,
      meta: false,
      allErrors: true,
      verbose: true,
      // Only what a client sends may be completed; an answer is looked at, never changed.
      useDefaults: coerceTypes !== false,
      coerceTypes,
    })
    formats.default(instance)
    return instance
  }

  /**
   * What to call a part of the document by. It is made known with the parts that it refers to, and no more: walking the
   * whole document takes as long as compiling what a command asks for.
   */
  function reference(instance: Ajv2020, pointer: string): string {
    const key = `openapi#${pointer.split('/').map(encodeURIComponent).join('/')}`
    if (instance.schemas[key] === undefined) {
      const schema = standingAt(document, pointer)
      instance.addSchema(schema, key)
      for (const target of pointersIn(schema)) reference(instance, target)
    }
    return key
  }

  function once(key: string, compile: () => ValidateFunction): ValidateFunction {
    const known = compiled.get(key)
    if (known) return known
    const validate = compile()
    compiled.set(key, validate)
    return validate
  }

  const exactly = (pointer: string): ValidateFunction =>
    exact().compile({ $ref: reference(exact(), pointer) })

  function parameters(operation: Operation, place: 'path' | 'query'): ValidateFunction {
    return once(`${operation.id} ${place}`, () => {
      const own = operation.parameters.filter((parameter) => parameter.in === place)
      const instance = own.length === 0 ? exact() : coercing()
      return instance.compile({
        type: 'object',
        properties: Object.fromEntries(
          own.map(({ name, pointer }) => [name, { $ref: reference(instance, pointer) }]),
        ),
        required: own.filter((parameter) => parameter.required).map((parameter) => parameter.name),
        additionalProperties: false,
      })
    })
  }

  return {
    request(operation, { params, query, body }) {
      const faults: FieldError[] = []
      const check = (validate: ValidateFunction, value: unknown): void => {
        if (!validate(value)) faults.push(...fieldErrors(validate.errors ?? []))
      }
      check(parameters(operation, 'path'), params)
      check(parameters(operation, 'query'), query)
      // What is made of the texts "Infinity" and "1e309" passes for a number, a whole one even.
      for (const [field, value] of Object.entries({ ...object(params), ...object(query) })) {
        if (typeof value === 'number' && !Number.isFinite(value))
          faults.push({ field, issue: 'is larger than any number may be' })
      }
      const { bodyPointer } = operation
      if (bodyPointer !== undefined) {
        if (body === undefined || body === null) {
          if (operation.bodyRequired) faults.push({ field: 'body', issue: 'is missing; send a JSON object' })
        } else {
          check(
            once(`${operation.id} body`, () => exactly(bodyPointer)),
            body,
          )
        }
      }
      if (faults.length > 0) throw invalidParam(faults)
    },
    answer(operation, status, body) {
      const pointer = operation.answerPointers.get(String(status)) ?? operation.answerPointers.get('default')
      if (pointer === undefined) {
        throw new SigmaError('INTERNAL', `the contract has no answer ${status} for ${operation.id}`)
      }
      const validate = once(`${operation.id} ${pointer}`, () => exactly(pointer))
      if (!validate(body)) {
        const faults = fieldErrors(validate.errors ?? [])
        throw new SigmaError(
          'INTERNAL',
          `the answer of ${operation.id} is not what the contract promises: ${faults.map((fault) => `${fault.field} ${fault.issue}`).join('; ')}`,
        )
      }
    },
  }
}

/** Ajv's errors in the words of a user: the field, what is wrong, and what it may be. */
function fieldErrors(errors: ErrorObject[]): FieldError[] {
  const faults = new Map<string, FieldError>()
  for (const error of errors) {
    const fault = fieldError(error)
    if (fault && !faults.has(`${fault.field} ${fault.issue}`))
      faults.set(`${fault.field} ${fault.issue}`, fault)
  }
  return [...faults.values()]
}

function fieldError({
  keyword,
  instancePath,
  params,
  message,
  parentSchema,
  data,
}: ErrorObject): FieldError | undefined {
  const field = instancePath.slice(1).replaceAll('/', '.')
  const inside = (name: string): string => (field === '' ? name : `${field}.${name}`)
  switch (keyword) {
    case 'required':
      return { field: inside(String(params.missingProperty)), issue: 'is missing' }
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const name = String(params.additionalProperty ?? params.unevaluatedProperty)
      const known = Object.keys(parentSchema?.properties ?? {})
      return { field: inside(name), issue: `is not a known field${didYouMean(name, known)}` }
    }
    case 'enum':
      return {
        field: field || 'body',
        issue: `is ${show(data)}, expected one of ${(params.allowedValues as unknown[]).join(', ')}`,
      }
    case 'type':
      return {
        field: field || 'body',
        issue: `is ${show(data)}, expected ${[params.type].flat().join(' or ')}`,
      }
    // These only sum up the errors of their branches, which are listed too.
    case 'if':
    case '$ref':
      return undefined
    default:
      return { field: field || 'body', issue: `${message ?? `fails ${keyword}`}, got ${show(data)}` }
  }
}

function show(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}
