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
export { lastSessionOfMonth, optionsExpiry } from './months.ts'
export { unscheduledClosure } from './specialDays.ts'
