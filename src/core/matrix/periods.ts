import { formatDay } from '../bars/day.ts'

/** Rows `from` (inclusive) to `to` (exclusive) of a matrix. */
export interface Period {
  label: string
  from: number
  to: number
}

/** Calendar years when there are at least three, else tenths of the rows. */
export function yearsOrTenths(session: Int32Array): Period[] {
  const years = calendarPeriods(session, 'YYYY'.length)
  return years.length >= 3 ? years : tenths(session)
}

const monthsAtMost = 36

/** Calendar months when there are 3 to 36, else years or tenths. */
export function monthsYearsOrTenths(session: Int32Array): Period[] {
  const months = calendarPeriods(session, 'YYYY-MM'.length)
  return months.length >= 3 && months.length <= monthsAtMost ? months : yearsOrTenths(session)
}

/** Runs of rows whose sessions have the first so many signs of `YYYY-MM-DD` in common. */
function calendarPeriods(session: Int32Array, signs: number): Period[] {
  const periods: Period[] = []
  for (let row = 0; row < session.length; row++) {
    const label =
      row > 0 && session[row] === session[row - 1]
        ? periods[periods.length - 1].label
        : formatDay(session[row]).slice(0, signs)
    const current = periods.at(-1)
    if (current?.label === label) current.to = row + 1
    else periods.push({ label, from: row, to: row + 1 })
  }
  return periods
}

function tenths(session: Int32Array): Period[] {
  const rows = session.length
  const parts = Math.min(10, rows)
  return Array.from({ length: parts }, (_, i) => {
    const from = Math.floor((rows * i) / parts)
    const to = Math.floor((rows * (i + 1)) / parts)
    return { label: `${formatDay(session[from])} to ${formatDay(session[to - 1])}`, from, to }
  })
}
