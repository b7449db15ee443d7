import { refuse } from './spellings.ts'

/** The ends of a period, both in it; a plain date means all of its day. @throws INVALID_PARAM for what is no date or time */
export function toPeriod({ start, end }: { start?: string; end?: string }): {
  start?: string
  end?: string
} {
  return {
    ...(start && { start: timestamp('start', start, '00:00:00.000') }),
    ...(end && { end: timestamp('end', end, '23:59:59.999') }),
  }
}

const dayShape = /^\d{4}-\d{2}-\d{2}$/

function timestamp(field: string, text: string, timeOfDay: string): string {
  const time = new Date(dayShape.test(text) ? `${text}T${timeOfDay}Z` : text)
  const day = text.slice(0, 10)
  // Other texts are dates to JavaScript too, and 30 February is 2 March to it.
  if (dayShape.test(day) && isDay(day) && !Number.isNaN(time.getTime())) return time.toISOString()
  throw refuse(
    field,
    `expected a date such as 2024-01-31, or a time such as 2024-01-31T14:30:00Z, got ${text}`,
  )
}

function isDay(day: string): boolean {
  const time = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(day)
}
