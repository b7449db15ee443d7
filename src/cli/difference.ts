/** A field that differs, in the words of the contract. */
interface Change {
  field: string
  from?: unknown
  to?: unknown
}

/** What differs, a line each. */
export function differenceLines(changes: readonly Change[] = []): string[] {
  return changes.map(({ field, from, to }) => `  ${field}: ${shown(from)} -> ${shown(to)}`)
}

const shown = (value: unknown): string =>
  value === undefined || value === null ? 'not set' : JSON.stringify(value)
