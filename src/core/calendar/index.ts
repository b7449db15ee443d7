export { calendarDay } from './dates.ts'
export {
  calendarRange,
  closeMinute,
  isScheduledSession,
  isSession,
  nextScheduledSession,
  nextSession,
  openMinute,
  previousSession,
  sessionsBetween,
} from './exchange.ts'
export { fridayFrom, lastSessionOfMonth, optionsExpiry, weeklyExpiry } from './months.ts'
export { unscheduledClosure } from './specialDays.ts'
