import { thousands } from '../thousands.ts'
import type { Bars } from './bars.ts'
import { type BarFault, checkBars } from './checkBars.ts'
import { formatDay } from './day.ts'
import { oddDays } from './oddDays.ts'
import { sessionGaps } from './sessionGaps.ts'
import { splitJumps } from './splitJumps.ts'

const listed = 20

/**
 * What a user should know of bars that can be used as they are, in words: weekends, holidays and missing sessions by the
 * calendar of the New York Stock Exchange, gaps within sessions, jumps that may be splits, and prices that don't fit
 * together. Counts, with the first ones named. Nothing is changed.
 */
export function barWarnings(bars: Bars): string[] {
  return [...dayWarnings(bars), ...gapWarnings(bars), ...splitWarnings(bars), ...priceWarnings(bars)]
}

function dayWarnings({ session }: Bars): string[] {
  const { days, weekends, holidays, missing } = oddDays(session)
  const warnings: string[] = []
  if (weekends.length > 0) {
    warnings.push(
      `${number(weekends.length)} of ${count(days, 'day')} with bars ${are(weekends)} on a weekend (${first(weekends)}): the New York exchanges do not trade then`,
    )
  }
  if (holidays.length > 0) {
    warnings.push(
      `${count(holidays.length, 'day')} with bars ${are(holidays)} no session of the New York Stock Exchange (${first(holidays)})`,
    )
  }
  if (missing.length > 0) {
    warnings.push(
      `${count(missing.length, 'session')} of the New York Stock Exchange between the first and the last bar ${missing.length === 1 ? 'has' : 'have'} no bar (${first(missing)})`,
    )
  }
  return warnings
}

function gapWarnings(bars: Bars): string[] {
  const gaps = sessionGaps(bars)
  if (gaps.length === 0) return []
  const missing = gaps.reduce((sum, gap) => sum + gap.missing, 0)
  const named = gaps.slice(0, 3).map((gap) => `${formatDay(gap.session)}: ${gap.missing}`)
  return [
    `${count(missing, `${bars.cadence} bar`)} missing within ${count(gaps.length, 'session')} (${named.join(', ')}${gaps.length > 3 ? ', …' : ''})`,
  ]
}

function splitWarnings(bars: Bars): string[] {
  const jumps = splitJumps(bars)
  if (jumps.length === 0) return []
  const named = jumps
    .slice(0, listed)
    .map(
      ({ row, column, ratio, factor }) =>
        `${formatDay(bars.session[row])} ${column} × ${factor.toPrecision(3)} overnight, near ${ratio}`,
    )
  const more = jumps.length > listed ? `; and ${jumps.length - listed} more` : ''
  return [
    `these jumps may be splits that the prices were not adjusted for, and count as returns: ${named.join('; ')}${more}`,
  ]
}

function priceWarnings(bars: Bars): string[] {
  const groups = new Map<string, BarFault[]>()
  for (const fault of checkBars(bars).warnings) {
    const what = fault.message === 'missing' ? `a missing ${fault.column}` : `an odd ${fault.column}`
    const group = groups.get(what)
    if (group === undefined) groups.set(what, [fault])
    else group.push(fault)
  }
  return [...groups].map(([what, [fault, ...others]]) => {
    const detail = fault.message === 'missing' ? '' : `: ${fault.message}`
    return `${count(others.length + 1, 'bar')} with ${what}, first in session ${formatDay(bars.session[fault.row])}${detail}`
  })
}

function first(days: readonly number[]): string {
  return `${days.slice(0, 3).map(formatDay).join(', ')}${days.length > 3 ? ', …' : ''}`
}

function are(values: readonly unknown[]): string {
  return values.length === 1 ? 'is' : 'are'
}

function count(value: number, noun: string): string {
  return `${number(value)} ${noun}${value === 1 ? '' : 's'}`
}

function number(value: number): string {
  return thousands(value)
}
