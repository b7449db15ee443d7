import type { z } from 'zod'
import { type FieldError, SigmaError } from '../core/errors.ts'
import { didYouMean } from '../core/nearest.ts'
import { isMap, kindOf } from '../core/policy/unwrap.ts'
import type { PackFile } from './packFile.ts'
import { parseYaml } from './yamlDocument.ts'

/** A fault of a file: which file, which line, which field, what is wrong. */
export interface FileFault extends FieldError {
  file: string
  line: number
}

/** What a file says, as plain values and in the schema's form; `value` is undefined exactly when there are faults. */
export interface CheckedFile<T> {
  file: PackFile
  document: unknown
  value: T | undefined
  faults: FileFault[]
  /** A fault at a path of this file. */
  faultAt(path: readonly PropertyKey[], issue: string): FileFault
}

/**
 * Reads a file by its schema. Faults of the YAML and of the schema come with their lines, all at once.
 * A text that was read before is not read again: one pack.yaml serves all of the pack's models.
 */
export function checkFile<T>(file: PackFile, schema: z.ZodType<T>): CheckedFile<T> {
  const known = memoryOf(schema)
  const key = `${file.path} ${file.sha256}`
  const checked = known.get(key) ?? readFile(file, schema)
  known.set(key, checked)
  return { ...checked, file }
}

/** Files that were checked, by schema. A workspace that is edited for days leaves little here: files are small. */
const memory = new WeakMap<object, Map<string, unknown>>()

function memoryOf<T>(schema: z.ZodType<T>): Map<string, CheckedFile<T>> {
  const known = memory.get(schema) ?? new Map<string, CheckedFile<T>>()
  memory.set(schema, known)
  return known as Map<string, CheckedFile<T>>
}

function readFile<T>(file: PackFile, schema: z.ZodType<T>): CheckedFile<T> {
  const { value: document, faults: yamlFaults, lineOf } = parseYaml(file.text)
  const faultAt = (path: readonly PropertyKey[], issue: string): FileFault => ({
    file: file.path,
    line: lineOf(path),
    field: path.map(String).join('.'),
    issue,
  })
  if (yamlFaults.length > 0) {
    const faults = yamlFaults.map(({ issue, line }) => ({ file: file.path, line, field: '', issue }))
    return { file, document, value: undefined, faults, faultAt }
  }
  const result = schema.safeParse(document ?? {})
  const faults = result.success
    ? []
    : describeIssues(result.error, document).map(({ path, message }) => faultAt(path, message))
  return { file, document, value: result.data, faults, faultAt }
}

/** INVALID_PARAM that lists every fault of every file. */
export function filesAreFaulty(faults: readonly FileFault[]): SigmaError {
  const sentences = faults.map(
    ({ file, line, field, issue }) => `${file}:${line}: ${field === '' ? '' : `${field}: `}${issue}`,
  )
  return new SigmaError('INVALID_PARAM', sentences.join('\n'), {
    details: { field_errors: faults },
    next: 'mend the lines named and run the command again',
  })
}

interface Described {
  path: PropertyKey[]
  message: string
}

/** Every issue of a value in words, with the path it speaks of. */
export function describeIssues(error: z.ZodError, value: unknown): Described[] {
  return error.issues.flatMap((issue) => describeIssue(issue, value))
}

/** An issue in words, with the path it speaks of; one for each unknown key. */
function describeIssue(issue: z.core.$ZodIssue, document: unknown): Described[] {
  const { path } = issue
  const found = () => kindOf(valueAt(document, path))
  switch (issue.code) {
    case 'unrecognized_keys': {
      const known = issue.message.split(', ')
      return issue.keys.map((key) => ({ path: [...path, key], message: unknownField(key, known) }))
    }
    case 'invalid_type':
      return [{ path, message: `expected ${nameOfType(issue.expected)}, got ${found()}` }]
    case 'invalid_value':
      return [{ path, message: expectedOneOf(issue.values.map(String), valueAt(document, path)) }]
    case 'invalid_union':
      return describeUnion(issue, document)
    default:
      return [{ path, message: issue.message }]
  }
}

/** Of several forms, the one that was meant is the one whose outermost type fits; its faults are told. */
function describeUnion(issue: z.core.$ZodIssueInvalidUnion, document: unknown): Described[] {
  const meant = issue.errors.find((branch) => !branch.some(isOutermostType))
  if (meant) {
    return meant.flatMap((inner) =>
      describeIssue({ ...inner, path: [...issue.path, ...inner.path] }, document),
    )
  }
  const forms = issue.errors
    .flatMap((branch) => branch.filter(isOutermostType))
    .map((inner) => nameOfType(inner.expected))
  const expected = forms.length > 0 ? `expected ${[...new Set(forms)].join(' or ')}` : issue.message
  return [{ path: issue.path, message: `${expected}, got ${kindOf(valueAt(document, issue.path))}` }]
}

function isOutermostType(issue: z.core.$ZodIssue): issue is z.core.$ZodIssueInvalidType {
  return issue.code === 'invalid_type' && issue.path.length === 0
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document
  for (const key of path) {
    if (Array.isArray(value) && typeof key === 'number') value = value[key]
    else if (isMap(value)) value = value[String(key)]
    else return undefined
  }
  return value
}

function unknownField(key: string, known: readonly string[]): string {
  return `unknown field${didYouMean(key, known) || `; known here: ${known.join(', ')}`}`
}

function expectedOneOf(values: readonly string[], input: unknown): string {
  const guess = typeof input === 'string' ? didYouMean(input, values) : ''
  return `expected ${values.length === 1 ? '' : 'one of '}${values.join(', ')}, got ${kindOf(input)}${guess}`
}

function nameOfType(expected: string): string {
  const names: Record<string, string> = {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a mapping',
    record: 'a mapping',
  }
  return names[expected] ?? expected
}
