/**
 * Hours of New York time as a policy spells them: text such as `13,14,15`, or a list; rising, each once, and null for
 * none, which allows all. Undefined for anything else.
 */
export function hoursOfPolicy(value: unknown): number[] | null | undefined {
  const parts = typeof value === 'string' ? value.split(',').filter((part) => part.trim() !== '') : value
  if (!Array.isArray(parts)) return undefined
  const hours = parts.map(hourOf)
  if (hours.some((hour) => !Number.isInteger(hour) || hour < 0 || hour > 23)) return undefined
  return hours.length === 0 ? null : [...new Set(hours)].sort((a, b) => a - b)
}

/** NaN for what is neither a number nor the text of one: a blank is no midnight. */
function hourOf(part: unknown): number {
  if (typeof part === 'string') return part.trim() === '' ? Number.NaN : Number(part)
  return typeof part === 'number' ? part : Number.NaN
}
