import type { z } from 'zod'
import { didYouMean } from '../core/nearest.ts'
import { isMap, kindOf } from '../core/policy/unwrap.ts'

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
