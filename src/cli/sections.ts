import type { Paint } from './output/paint.ts'

/** Lines of an answer under a heading, with an empty line before; nothing without lines. */
export function section(paint: Paint, heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', paint.bold(heading), ...lines.map((line) => `  ${line}`)]
}

/** Names and values as two columns. Absent values are left out, objects are written as JSON. */
export function pairs(fields: Readonly<Record<string, unknown>>): string[] {
  const present = Object.entries(fields).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  )
  const width = Math.max(0, ...present.map(([name]) => name.length))
  return present.map(([name, value]) => `${name.padEnd(width)}  ${written(value)}`)
}

/** Fields of an object of any depth under dotted names. Lists stay whole. */
export function flattened(value: Readonly<Record<string, unknown>>, prefix = ''): Record<string, unknown> {
  const flat: Record<string, unknown> = {}
  for (const [name, inner] of Object.entries(value)) {
    if (isObject(inner)) Object.assign(flat, flattened(inner, `${prefix}${name}.`))
    else flat[prefix + name] = inner
  }
  return flat
}

function written(value: unknown): string {
  if (Array.isArray(value))
    return value.map((item) => (typeof item === 'object' ? JSON.stringify(item) : String(item))).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
