import { invalidParam } from '../core/errors.ts'

/**
 * Throws INVALID_PARAM for what no store keeps, wherever it stands in what was asked: a text with the character U+0000, of
 * which PostgreSQL stores none, and SQLite shows no more than what is before it; and a number beyond all that a double can
 * be, which JSON has and no database or answer.
 */
export function refuseUnstorable(asked: { body: unknown; query: unknown; params: unknown }): void {
  for (const [part, value] of Object.entries(asked)) {
    const found = findUnstorable(value)
    if (found === undefined) continue
    const field = found.path.length === 0 ? part : found.path.join('.')
    throw invalidParam([{ field, issue: found.issue }])
  }
}

interface Found {
  path: string[]
  issue: string
}

const nul = 'holds the character U+0000, which no text may have'

/** Where the first of them stands, or a key that is one; undefined when there is none. Nesting is limited before. */
function findUnstorable(value: unknown): Found | undefined {
  if (typeof value === 'string') return value.includes('\0') ? { path: [], issue: nul } : undefined
  if (typeof value === 'number')
    return Number.isFinite(value) ? undefined : { path: [], issue: 'is larger than any number may be' }
  if (typeof value !== 'object' || value === null) return undefined
  for (const [key, inner] of Object.entries(value)) {
    if (key.includes('\0')) return { path: [key.replaceAll('\0', '�')], issue: nul }
    const found = findUnstorable(inner)
    if (found) return { path: [key, ...found.path], issue: found.issue }
  }
  return undefined
}
