import { parseDay, weekday } from '../../core/bars/day.ts'
import { calendarDay, isSession } from '../../core/indicators/marketHolidays.ts'

/** 09:30, in minutes since midnight in New York. */
export const openingMinute = 9 * 60 + 30

export const earliestDay = parseDay('2000-01-03')
export const latestDay = parseDay('2030-12-31')

/** Options listed on the latest day expire after it. */
const lastExpiryDay = parseDay('2033-12-30')

/**
 * When the exchange closes on a day, in minutes since midnight in New York: 16:00, or 13:00 on half days; null when it
 * does not open. All that this source knows of the calendar.
 */
export function closingMinuteOf(day: number): number | null {
  if (!isSession(day)) return null
  return isHalfDay(day) ? 13 * 60 : 16 * 60
}

/** The day after Thanksgiving, 3 July and 24 December (NYSE Rule 7.2), where they are sessions. */
function isHalfDay(day: number): boolean {
  const { month, day: date } = calendarDay(day)
  if (month === 7) return date === 3
  if (month === 11) return weekday(day) === 4 && date >= 23 && date <= 29
  return month === 12 && date === 24
}

/** Every session from 2000 on: its day, and how many five-minute bars it has (78, or 42 on half days). */
export interface TradingDays {
  days: Int32Array
  slots: Uint8Array
}

let known: TradingDays | undefined

export function tradingDays(): TradingDays {
  known ??= listTradingDays()
  return known
}

function listTradingDays(): TradingDays {
  const days: number[] = []
  const slots: number[] = []
  for (let day = earliestDay; day <= lastExpiryDay; day++) {
    const close = closingMinuteOf(day)
    if (close === null) continue
    days.push(day)
    slots.push((close - openingMinute) / 5)
  }
  return { days: Int32Array.from(days), slots: Uint8Array.from(slots) }
}
