const mostItems = 40
const longestText = 1_000

/** A stored document as it is shown: long lists and texts end early, and say so. Numbers stay as they are stored. */
export function capped(value: unknown): unknown {
  if (typeof value === 'string' && value.length > longestText) return `${value.slice(0, longestText)}…`
  if (Array.isArray(value)) {
    const shown = value.slice(0, mostItems).map(capped)
    return value.length > mostItems ? [...shown, `… and ${value.length - mostItems} more`] : shown
  }
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const shown = entries.slice(0, 2 * mostItems).map(([name, each]) => [name, capped(each)])
  return Object.fromEntries(
    entries.length > 2 * mostItems ? [...shown, ['…', `and ${entries.length - 2 * mostItems} more`]] : shown,
  )
}
