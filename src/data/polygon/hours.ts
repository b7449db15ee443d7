import { newYorkInstant } from '../calendar.ts'

/** What has to be known of the exchange's calendar. Days are days since 1970-01-01. */
export interface SessionHours {
  isSession(day: number): boolean
  /** When a session closes, in minutes since midnight in New York: 960, or 780 on a half day. */
  closeMinute(day: number): number
}

/** 9:30, in minutes since midnight in New York. */
export const openingMinute = 9 * 60 + 30

/** How long after the fact a plan shows data that it calls delayed. */
export const delayMs = 15 * 60_000

/** The instant of a New York time, given in minutes since midnight. */
export function instantOf(day: number, minute: number): number {
  return newYorkInstant(day, minute * 60_000)
}
