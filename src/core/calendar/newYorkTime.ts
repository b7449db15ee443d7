const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** Hour of the day in New York, 0 to 23, of times in milliseconds UTC. */
export function newYorkHours(times: Float64Array): Float64Array {
  const hours = new Float64Array(times.length)
  let year = daylightYear(times.length > 0 ? times[0] : 0)
  for (let row = 0; row < times.length; row++) {
    const ts = times[row]
    if (ts < year.start || ts >= year.end) year = daylightYear(ts)
    const behind = ts >= year.daylightStart && ts < year.daylightEnd ? 4 : 5
    const hour = (Math.floor(ts / hourMs) - behind) % 24
    hours[row] = hour < 0 ? hour + 24 : hour
  }
  return hours
}

/** Time in milliseconds UTC of a day (days since 1970-01-01) and its minutes since midnight in New York, from 3:00 on. */
export function sessionInstant(day: number, minutes: number): number {
  const standard = day * dayMs + minutes * minuteMs + 5 * hourMs
  const year = daylightYear(standard)
  return standard >= year.daylightStart && standard - hourMs < year.daylightEnd ? standard - hourMs : standard
}

/**
 * The year (UTC) around a time, and its daylight time: from 2:00 standard time to 2:00 daylight time.
 * Source: Energy Policy Act of 2005, section 110 (second Sunday of March to first Sunday of November, since 2007);
 * Public Law 99-359 (from the first Sunday of April, since 1987); Uniform Time Act of 1966 (last Sunday of April to
 * last Sunday of October).
 */
export function daylightYear(ts: number) {
  const year = new Date(ts).getUTCFullYear()
  const spring = year >= 2007 ? sundayFrom(year, 2, 8) : sundayFrom(year, 3, year >= 1987 ? 1 : 24)
  const autumn = year >= 2007 ? sundayFrom(year, 10, 1) : sundayFrom(year, 9, 25)
  return {
    start: Date.UTC(year, 0, 1),
    end: Date.UTC(year + 1, 0, 1),
    daylightStart: spring + 7 * hourMs,
    daylightEnd: autumn + 6 * hourMs,
  }
}

/** Midnight UTC of the first Sunday on or after a day; `month` counts from 0. */
function sundayFrom(year: number, month: number, day: number): number {
  const midnight = Date.UTC(year, month, day)
  const weekday = new Date(midnight).getUTCDay()
  return midnight + ((7 - weekday) % 7) * dayMs
}
