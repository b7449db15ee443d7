/**
 * When the New York Stock Exchange is open, by rule, so that "the last session of the month" is known on that day
 * without looking at later bars. Days are counted from 1970-01-01; months from 1.
 *
 * Source: NYSE Rule 7.2 (holidays) and the years in which they were added: Martin Luther King Day 1998,
 * Juneteenth 2022. Closures decreed at short notice (mourning, storms) follow no rule and are left out.
 */

const monday = 0
const thursday = 3
const friday = 4

export interface CalendarDay {
  year: number
  month: number
  day: number
}

/** Days since 1970-01-01 of a date in the Gregorian calendar. */
export function dayNumber(year: number, month: number, day: number): number {
  return Math.round(Date.UTC(year, month - 1, day) / 86_400_000)
}

/** The date of a day. */
export function calendarDay(day: number): CalendarDay {
  const date = new Date(day * 86_400_000)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() }
}

/** 0 = Monday … 6 = Sunday. */
export function weekday(day: number): number {
  return (((day + thursday) % 7) + 7) % 7 // 1970-01-01 was a Thursday
}

/** Whether a day is a weekday that is no market holiday. */
export function isSession(day: number): boolean {
  return weekday(day) <= friday && !marketHolidays(calendarDay(day).year).includes(day)
}

/** The last session of a month. */
export function lastSessionOfMonth(year: number, month: number): number {
  return sessionOnOrBefore(dayNumber(year, month + 1, 1) - 1)
}

/** The third Friday of a month, when monthly options expire, or the session before when that Friday is a holiday. */
export function optionsExpiry(year: number, month: number): number {
  return sessionOnOrBefore(nthWeekday(year, month, friday, 3))
}

function sessionOnOrBefore(day: number): number {
  let session = day
  while (!isSession(session)) session--
  return session
}

function marketHolidays(year: number): number[] {
  const holidays = [
    nthWeekday(year, 2, monday, 3), // Washington's Birthday
    easterSunday(year) - 2, // Good Friday
    lastMonday(year, 5), // Memorial Day
    observed(dayNumber(year, 7, 4)),
    nthWeekday(year, 9, monday, 1), // Labor Day
    nthWeekday(year, 11, thursday, 4), // Thanksgiving
    observed(dayNumber(year, 12, 25)),
  ]
  const newYear = dayNumber(year, 1, 1)
  // On a Saturday it is not observed: the Friday before closes the accounting year.
  if (weekday(newYear) !== 5) holidays.push(observed(newYear))
  if (year >= 1998) holidays.push(nthWeekday(year, 1, monday, 3)) // Martin Luther King Day
  if (year >= 2022) holidays.push(observed(dayNumber(year, 6, 19))) // Juneteenth
  return holidays
}

/** A holiday on a Saturday is kept on Friday, one on a Sunday on Monday. */
function observed(day: number): number {
  const shift = [0, 0, 0, 0, 0, -1, 1]
  return day + shift[weekday(day)]
}

function nthWeekday(year: number, month: number, wanted: number, nth: number): number {
  const first = dayNumber(year, month, 1)
  return first + ((wanted - weekday(first) + 7) % 7) + 7 * (nth - 1)
}

function lastMonday(year: number, month: number): number {
  const last = dayNumber(year, month + 1, 1) - 1
  return last - weekday(last)
}

/** Easter Sunday in the Gregorian calendar. Source: the anonymous algorithm in Meeus, Astronomical Algorithms, ch. 8. */
function easterSunday(year: number): number {
  const golden = year % 19
  const century = Math.floor(year / 100)
  const ofCentury = year % 100
  const moonShift = Math.floor((8 * century + 13) / 25)
  const epact = (19 * golden + century - Math.floor(century / 4) - moonShift + 15) % 30
  const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7
  const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451)
  const march = epact + toSunday - 7 * late + 114
  return dayNumber(year, Math.floor(march / 31), (march % 31) + 1)
}
