import { parseDay } from '../../core/bars/day.ts'
import { closeMinute, isSession } from '../../core/calendar/index.ts'

/** 09:30, in minutes since midnight in New York. */
export const openingMinute = 9 * 60 + 30

export const earliestDay = parseDay('2000-01-03')
export const latestDay = parseDay('2030-12-31')

/** Options listed on the latest day expire after it. */
const lastExpiryDay = parseDay('2033-12-30')

/** When the exchange closes on a day, in minutes since midnight in New York; null when it does not open. */
export function closingMinuteOf(day: number): number | null {
  return isSession(day) ? closeMinute(day) : null
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
