import { invalidParam } from '../core/errors.ts'

/**
 * Throws INVALID_PARAM for a text with the character U+0000, wherever it stands in what was asked: PostgreSQL stores none,
 * and SQLite shows no more of a text than what is before it.
 */
export function refuseNulCharacter(asked: { body: unknown; query: unknown; params: unknown }): void {
  for (const [part, value] of Object.entries(asked)) {
    const path = findNul(value)
    if (path === undefined) continue
    const field = path.length === 0 ? part : path.join('.')
    throw invalidParam([{ field, issue: 'holds the character U+0000, which no text may have' }])
  }
}

/** Where the first such text stands, or a key that is one; undefined when there is none. Nesting is limited before. */
function findNul(value: unknown): string[] | undefined {
  if (typeof value === 'string') return value.includes('\0') ? [] : undefined
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, inner] of Object.entries(value)) {
    if (key.includes('\0')) return [key.replaceAll('\0', '�')]
    const path = findNul(inner)
    if (path) return [key, ...path]
  }
  return undefined
}
