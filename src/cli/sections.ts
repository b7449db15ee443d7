import type { Output } from './output/output.ts'
import type { Paint } from './output/paint.ts'

export type Entry = readonly [name: string, value: unknown]

const indent = '  '

/** Lines of an answer under a heading, with an empty line before; nothing without lines. */
export function section(paint: Paint, heading: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', paint.bold(heading), ...lines.map((line) => indent + line)]
}

/**
 * Names and values as two columns. Absent values are left out, objects are written as JSON.
 * Values that do not fit the width go on below themselves.
 */
export function pairs(entries: readonly Entry[], width = Number.POSITIVE_INFINITY): string[] {
  const present = entries.filter(([, value]) => value !== undefined && value !== null && value !== '')
  const margin = Math.max(0, ...present.map(([name]) => name.length)) + 2
  return present.flatMap(([name, value]) =>
    wrapped(written(value), width - margin).map((line, i) => (i === 0 ? name : '').padEnd(margin) + line),
  )
}

/** A text in lines of at most `width` signs, broken at blanks; a longer word stands alone, whole. */
export function wrapped(text: string, width: number): string[] {
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`
    else lines.push(word)
  }
  return lines
}

/** Fields of an object of any depth under dotted names. Lists stay whole. */
export function flattened(value: Readonly<Record<string, unknown>> = {}, prefix = ''): Entry[] {
  return Object.entries(value).flatMap(([name, inner]) =>
    isObject(inner) ? flattened(inner, `${prefix}${name}.`) : [[prefix + name, inner] as const],
  )
}

/** Signs of a line inside a section. Off a terminal lines are never broken. */
export function lineWidth({ isTerminal, width }: Pick<Output, 'isTerminal' | 'width'>): number {
  return isTerminal ? width - indent.length : Number.POSITIVE_INFINITY
}

function written(value: unknown): string {
  if (Array.isArray(value))
    return value.map((item) => (typeof item === 'object' ? JSON.stringify(item) : String(item))).join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
