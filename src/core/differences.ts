import { isMap } from './policy/unwrap.ts'

/** One field that differs; undefined on the side that lacks it. */
export interface Difference {
  field: string
  before: unknown
  after: unknown
}

/** The fields in which two documents differ, by dotted path in alphabetical order. Lists are compared whole. */
export function differences(before: unknown, after: unknown): Difference[] {
  const old = new Map(leaves(before))
  const now = new Map(leaves(after))
  return [...new Set([...old.keys(), ...now.keys()])]
    .sort()
    .filter((field) => JSON.stringify(old.get(field)) !== JSON.stringify(now.get(field)))
    .map((field) => ({ field, before: old.get(field), after: now.get(field) }))
}

function leaves(value: unknown, path: string[] = []): [string, unknown][] {
  if (!isMap(value)) return value === undefined ? [] : [[path.join('.'), value]]
  const entries = Object.entries(value)
  // an empty map is a leaf, so that adding a section is seen
  if (entries.length === 0) return path.length === 0 ? [] : [[path.join('.'), value]]
  return entries.flatMap(([key, inner]) => leaves(inner, [...path, key]))
}
