import type { Bars } from '../bars/bars.ts'
import { formatDay, parseDay, weekday } from '../bars/day.ts'
import { sessionRanges } from '../bars/sessions.ts'
import { isSession } from '../calendar/index.ts'
import type { Label } from './label.ts'

/** A label may jump over as many exchange sessions that the data lacks. Four were lost in September 2001. */
const mostMissing = 5

/**
 * Closures decreed at short notice before the years that the calendar knows them of.
 * Source: NYSE, list of special closings since 1970 (mourning, storms, the blackout of 1977).
 */
const earlierClosures = new Set(
  ['1972-12-28', '1973-01-25', '1977-07-14', '1985-09-27', '1994-04-27'].map((date) => parseDay(date)),
)

/**
 * Judges labels that run over nights: from one session to another there should be as many exchange sessions as the
 * horizon says, and there are more where the data lacks bars. Such labels are counted in a warning that names the
 * last sessions before the gaps; one that jumps over more than five missing sessions is made unknown, since its
 * return is that of a longer time. Bars that do not follow the exchange's calendar (weekends, holidays of their own,
 * one bar a week) have no missing sessions, and stay as they are.
 *
 * @param horizon sessions from the bar to the end of its label
 */
export function overClosures(bars: Bars, label: Label, horizon: number): Label {
  const { count, start, ofRow } = sessionRanges(bars.session)
  const days = Int32Array.from({ length: count }, (_, session) => bars.session[start[session]])
  const steps = days.map((day, index) => (index === 0 ? 0 : sessionsBetween(days[index - 1], day)))
  if (!followsExchange(days, steps)) return label
  const passed = new Float64Array(count)
  for (let index = 1; index < count; index++) passed[index] = passed[index - 1] + steps[index]
  const { retFwd, labelEndRow } = label
  let longer = 0
  let unknown = 0
  for (let row = 0; row < labelEndRow.length; row++) {
    if (labelEndRow[row] < 0) continue
    const missing = passed[ofRow[labelEndRow[row]]] - passed[ofRow[row]] - horizon
    if (missing <= 0) continue
    longer++
    if (missing <= mostMissing) continue
    unknown++
    retFwd[row] = Number.NaN
    labelEndRow[row] = -1
  }
  if (longer === 0) return label
  return { ...label, warnings: [...label.warnings, gapWarning(days, steps, { longer, unknown, horizon })] }
}

/** Exchange sessions after one day, up to and including another. */
function sessionsBetween(from: number, to: number): number {
  const nextWeekday = weekday(from) === 4 ? from + 3 : from + 1
  if (to === nextWeekday) return 1 // Nearly always; whether that day is a holiday is asked by `followsExchange`.
  let sessions = 0
  for (let day = from + 1; day <= to; day++) {
    if (isSession(day) && !earlierClosures.has(day)) sessions++
  }
  return sessions
}

/** Days of which the calendar is asked: as many tell whether the bars follow it. */
const daysAsked = 500

/**
 * Whether bars stand on exchange sessions (but for one in 200, which may be a slip) and on nine of ten sessions in a
 * row. Another exchange has bars on some nine American holidays a year, one in 28.
 */
function followsExchange(days: Int32Array, steps: Int32Array): boolean {
  if (days.length < 2) return false
  const every = Math.max(1, Math.floor(days.length / daysAsked))
  const asked = days.filter((_, index) => index % every === 0)
  const strange = asked.filter((day) => !isSession(day)).length
  const weekends = days.filter((day) => weekday(day) > 4).length
  const inARow = steps.filter((step, index) => index > 0 && step === 1).length
  return strange <= asked.length / 200 && weekends <= days.length / 200 && inARow >= 0.9 * (days.length - 1)
}

function gapWarning(
  days: Int32Array,
  steps: Int32Array,
  { longer, unknown, horizon }: { longer: number; unknown: number; horizon: number },
): string {
  const gaps = [...steps.keys()].filter((index) => steps[index] > 1)
  const named = gaps.slice(0, 3).map((index) => `${formatDay(days[index - 1])} (${steps[index] - 1})`)
  const more = gaps.length > named.length ? ` and ${gaps.length - named.length} more times` : ''
  const dropped =
    unknown > 0
      ? `; ${unknown} of them jump over more than ${mostMissing} missing sessions and count as unknown`
      : ''
  return `${longer} labels run over more exchange sessions than their horizon of ${horizon}, because bars are missing after ${named.join(', ')}${more}${dropped}`
}
