import { parseDay } from '../bars/day.ts'

/**
 * Days on which the New York Stock Exchange departed from its rules since 2000, decreed days or hours before.
 * A rule can't know them, so nothing that looks forward may read this table.
 *
 * Sources: NYSE, Special Closings (closings.pdf), until 2011; NYSE Euronext, news release of 2012-10-28, and SEC
 * statements of 2012-10-29 and 30; NYSE Group, news releases of 2018-12-01 and 2024-12-30; NYSE Rule 7.2.
 */
const closures: readonly [date: string, reason: string][] = [
  ['2001-09-11', 'attack on the World Trade Center'],
  ['2001-09-12', 'attack on the World Trade Center'],
  ['2001-09-13', 'attack on the World Trade Center'],
  ['2001-09-14', 'attack on the World Trade Center'],
  ['2004-06-11', 'day of mourning, Ronald Reagan'],
  ['2007-01-02', 'day of mourning, Gerald Ford'],
  ['2012-10-29', 'Hurricane Sandy'],
  ['2012-10-30', 'Hurricane Sandy'],
  ['2018-12-05', 'day of mourning, George H. W. Bush'],
  ['2025-01-09', 'day of mourning, Jimmy Carter'],
]

/** Why the exchange was closed on a day that the rules made a session; undefined on all others. */
export function unscheduledClosure(day: number): string | undefined {
  return reasonOfDay.get(day)
}

const reasonOfDay = new Map(closures.map(([date, reason]) => [parseDay(date), reason]))

/**
 * Sessions that began hours late, by the minute of the day: the anniversary of 11 September 2001, at noon. Openings a
 * minute or three late, for silences, are left out (2001-09-17, 2001-10-08, 2003-03-20, 2004-06-07, 2006-12-27), and
 * so is the close four minutes early of 2005-06-01, when systems failed: no bar of five minutes is missing for them.
 */
export const lateOpenings: ReadonlyMap<number, number> = new Map([[parseDay('2002-09-11'), 12 * 60]])

/** Half days that follow no rule but stood in the calendar of the year: the Friday after Christmas 2003. */
export const announcedHalfDays: ReadonlySet<number> = new Set([parseDay('2003-12-26')])
