/**
 * Hours of New York time as a policy spells them: text such as `13,14,15`, or a list; rising, each once, and null for
 * none, which allows all. Undefined for anything else.
 */
export function hoursOfPolicy(value: unknown): number[] | null | undefined {
  const parts = typeof value === 'string' ? value.split(',').filter((part) => part.trim() !== '') : value
  if (!Array.isArray(parts)) return undefined
  const hours = parts.map((part: unknown) => (typeof part === 'boolean' ? Number.NaN : Number(part)))
  if (hours.some((hour) => !Number.isInteger(hour) || hour < 0 || hour > 23)) return undefined
  return hours.length === 0 ? null : [...new Set(hours)].sort((a, b) => a - b)
}
