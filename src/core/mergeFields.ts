import { isMap } from './policy/unwrap.ts'

/**
 * A document with the fields of another one merged into it, one level deep: where both have a map under a key, the fields of
 * the one replace those of the other; everything else is replaced whole.
 */
export function mergeFields(
  document: Readonly<Record<string, unknown>>,
  fields: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged = { ...document }
  for (const [key, value] of Object.entries(fields)) {
    const before = merged[key]
    merged[key] = isMap(before) && isMap(value) ? { ...before, ...value } : value
  }
  return merged
}
