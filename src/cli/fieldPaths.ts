import { type FieldError, invalidParam } from '../core/errors.ts'

type Fields = Readonly<Record<string, unknown>>

/** A field by its path, and what it is set to. */
export interface Assignment {
  path: string[]
  value: unknown
}

/** PATH=VALUE of `--set`, added to those before it. What reads as JSON is that, everything else is text. */
export function assignment(text: string, before: readonly Assignment[] = []): Assignment[] {
  const at = text.indexOf('=')
  const path = text.slice(0, Math.max(at, 0)).trim()
  if (at < 0 || !isPath(path)) {
    const issue = `expected PATH=VALUE such as hyperparams.max_depth=3, got ${JSON.stringify(text)}`
    throw invalidParam([{ field: '--set', issue }])
  }
  return [...before, { path: path.split('.'), value: readValue(text.slice(at + 1).trim()) }]
}

/** PATH of `--unset`, added to those before it. */
export function fieldPath(text: string, before: readonly string[][] = []): string[][] {
  if (isPath(text)) return [...before, text.split('.')]
  const issue = `expected PATH such as hyperparams.max_depth, got ${JSON.stringify(text)}`
  throw invalidParam([{ field: '--unset', issue }])
}

const isPath = (text: string): boolean => /^\w+(\.\w+)*$/.test(text)

function readValue(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Fields with some set and some taken away. @throws INVALID_PARAM for a path that leads through what has no fields */
export function withFields(
  fields: Fields,
  { set = [], unset = [] }: { set?: readonly Assignment[]; unset?: readonly (readonly string[])[] },
): Record<string, unknown> {
  const taken = unset.reduce<Fields>(
    (now, path) => changed(now, path, ({ [path[path.length - 1]]: _, ...rest }) => rest, '--unset'),
    fields,
  )
  const all = set.reduce<Fields>(
    (now, { path, value }) =>
      changed(now, path, (inner) => ({ ...inner, [path[path.length - 1]]: value }), '--set'),
    taken,
  )
  return { ...all }
}

function changed(
  fields: Fields,
  path: readonly string[],
  change: (inner: Fields) => Fields,
  option: string,
  depth = 0,
): Fields {
  if (depth === path.length - 1) return change(fields)
  const name = path[depth]
  const inner = fields[name] ?? {}
  if (!isFields(inner)) {
    const where = path.slice(0, depth + 1).join('.')
    const fault: FieldError = {
      field: option,
      issue: `${where} is ${JSON.stringify(inner)}, which has no fields`,
    }
    throw invalidParam([fault], { next: `set it whole: --set '${where}=...'` })
  }
  return { ...fields, [name]: changed(inner, path, change, option, depth + 1) }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
