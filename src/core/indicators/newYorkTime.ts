const hourMs = 3_600_000
const dayMs = 24 * hourMs

/** Hour of the day in New York, 0 to 23, of a time in milliseconds UTC. */
export function newYorkHour(ts: number): number {
  const hours = Math.floor(ts / hourMs) - (isDaylightTime(ts) ? 4 : 5)
  return ((hours % 24) + 24) % 24
}

/**
 * Daylight time runs from 2:00 standard time to 2:00 daylight time. Source: Energy Policy Act of 2005, section 110
 * (second Sunday of March to first Sunday of November, since 2007); Public Law 99-359 (first Sunday of April to last
 * Sunday of October, since 1987); Uniform Time Act of 1966 before that (last Sunday of April).
 */
function isDaylightTime(ts: number): boolean {
  const year = new Date(ts).getUTCFullYear()
  const start = year >= 2007 ? sundayFrom(year, 2, 8) : sundayFrom(year, 3, year >= 1987 ? 1 : 24)
  const end = year >= 2007 ? sundayFrom(year, 10, 1) : sundayFrom(year, 9, 25)
  return ts >= start + 7 * hourMs && ts < end + 6 * hourMs
}

/** Midnight UTC of the first Sunday on or after a day; `month` counts from 0. */
function sundayFrom(year: number, month: number, day: number): number {
  const midnight = Date.UTC(year, month, day)
  const weekday = new Date(midnight).getUTCDay()
  return midnight + ((7 - weekday) % 7) * dayMs
}
