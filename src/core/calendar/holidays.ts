import { weekday } from '../bars/day.ts'
import { calendarDay, dayOfDate } from './dates.ts'

/**
 * The holidays of the New York Stock Exchange by rule: what was known of every year long before it began.
 * Source: NYSE Rule 7.2 and the years in which holidays were added: Martin Luther King Day 1998, Juneteenth 2022.
 * Right from 1981 on (until then the days of presidential elections were holidays too); checked against the exchange's notices from 2000 to 2028.
 */

const monday = 0
const thursday = 3

/** Whether a weekday is a market holiday by rule; the weekend is not asked about. */
export function isHoliday(day: number): boolean {
  if (day < asked.first || day > asked.last) asked = yearAround(day)
  return asked.holidays.has(day)
}

/** The year asked about last: a calendar is asked for one day after the other, and finding the year of a day takes most of it. */
let asked: { first: number; last: number; holidays: ReadonlySet<number> } = {
  first: 0,
  last: -1,
  holidays: new Set(),
}

function yearAround(day: number): typeof asked {
  const { year } = calendarDay(day)
  let holidays = holidaysOfYear.get(year)
  if (holidays === undefined) {
    holidays = new Set(marketHolidays(year))
    holidaysOfYear.set(year, holidays)
  }
  return { first: dayOfDate(year, 1, 1), last: dayOfDate(year, 12, 31), holidays }
}

/** A calendar is asked once for each bar; the years are few. */
const holidaysOfYear = new Map<number, ReadonlySet<number>>()

/** The fourth Thursday of November. */
export function thanksgiving(year: number): number {
  return nthWeekday(year, 11, thursday, 4)
}

/** The n-th of a weekday (Monday = 0) in a month, as days since 1970-01-01. */
export function nthWeekday(year: number, month: number, wanted: number, nth: number): number {
  const first = dayOfDate(year, month, 1)
  return first + ((wanted - weekday(first) + 7) % 7) + 7 * (nth - 1)
}

function marketHolidays(year: number): number[] {
  const holidays = [
    nthWeekday(year, 2, monday, 3), // Washington's Birthday
    easterSunday(year) - 2, // Good Friday
    lastMonday(year, 5), // Memorial Day
    observed(dayOfDate(year, 7, 4)),
    nthWeekday(year, 9, monday, 1), // Labor Day
    thanksgiving(year),
    observed(dayOfDate(year, 12, 25)),
  ]
  const newYear = dayOfDate(year, 1, 1)
  // On a Saturday it is not observed: the Friday before closes the accounting year.
  if (weekday(newYear) !== 5) holidays.push(observed(newYear))
  if (year >= 1998) holidays.push(nthWeekday(year, 1, monday, 3)) // Martin Luther King Day
  if (year >= 2022) holidays.push(observed(dayOfDate(year, 6, 19))) // Juneteenth
  return holidays
}

/** A holiday on a Saturday is kept on Friday, one on a Sunday on Monday. */
function observed(day: number): number {
  const shift = [0, 0, 0, 0, 0, -1, 1]
  return day + shift[weekday(day)]
}

function lastMonday(year: number, month: number): number {
  const last = dayOfDate(year, month + 1, 1) - 1
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
  return dayOfDate(year, Math.floor(march / 31), (march % 31) + 1)
}
