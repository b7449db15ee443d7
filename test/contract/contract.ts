import { readFileSync } from 'node:fs'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { parse } from 'yaml'

export interface MediaType {
  schema: unknown
  example?: unknown
}

interface ApiResponse {
  $ref?: string
  description?: string
  content?: Record<string, MediaType>
}

interface ApiParameter {
  $ref?: string
  name: string
  in: string
  schema: { default?: unknown; maximum?: number; minimum?: number }
}

interface ApiOperation {
  operationId: string
  tags: string[]
  summary: string
  parameters?: ApiParameter[]
  requestBody?: { content: Record<string, MediaType> }
  responses: Record<string, ApiResponse>
}

export interface Contract {
  openapi: string
  info: unknown
  servers: unknown
  security: unknown
  tags: { name: string }[]
  paths: Record<string, Record<string, ApiOperation>>
  components: {
    securitySchemes: unknown
    parameters: Record<string, ApiParameter>
    responses: Record<string, ApiResponse>
    schemas: Record<string, Record<string, unknown>>
  }
}

/** The contract as it is written, not as it was generated. */
export const contract: Contract = parse(readFileSync('docs/api/openapi_btb_v1.yaml', 'utf8'))

export const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
  Object.entries(item).map(([method, operation]) => ({
    ...operation,
    route: `${method.toUpperCase()} ${path}`,
    pointer: `/paths/${escaped(path)}/${method}`,
  })),
)

const ajv = new Ajv2020({ allErrors: true, strict: true, strictRequired: false, strictTypes: false })
addFormats.default(ajv)
ajv.addFormat('binary', true)
ajv.addVocabulary(['openapi', 'info', 'servers', 'security', 'tags', 'paths', 'components'])
ajv.addSchema(contract, 'contract')

/** Compiles what stands at a JSON pointer of the contract. Throws on a keyword or reference that is not known. */
export function compileAt(pointer: string): ValidateFunction {
  return ajv.compile({ $ref: `contract#${encodeURI(pointer)}` })
}

/** The errors of a value against the schema at a pointer, in one line; empty when it fits. */
export function faultsAt(pointer: string, value: unknown): string {
  const validate = compileAt(pointer)
  return validate(value) ? '' : ajv.errorsText(validate.errors)
}

export function escaped(part: string): string {
  return part.replaceAll('~', '~0').replaceAll('/', '~1')
}

/** A parameter or response that may stand in `components`. */
export function resolved<T extends { $ref?: string }>(value: T, known: Record<string, T>): T {
  if (value.$ref === undefined) return value
  const found = known[value.$ref.split('/').at(-1) ?? '']
  if (!found) throw new Error(`${value.$ref} is not in the contract`)
  return found
}
