import type { Curve } from './equityPlot.ts'

/** Compounded net returns of a year by month, January first; null where the run has no session. */
export interface YearOfMonths {
  year: string
  months: (number | null)[]
  whole: number
}

/** Monthly returns of an equity curve that starts at 1. */
export function monthlyReturns(equity: readonly Curve[]): YearOfMonths[] {
  const years = new Map<string, YearOfMonths & { start: number }>()
  let before = 1
  let monthStart = 1
  let month = ''
  for (const { ts, equity: worth } of equity) {
    if (ts.slice(0, 7) !== month) {
      month = ts.slice(0, 7)
      monthStart = before
    }
    const name = ts.slice(0, 4)
    const year = years.get(name) ?? {
      year: name,
      months: Array<null>(12).fill(null),
      whole: 0,
      start: before,
    }
    year.months[Number(ts.slice(5, 7)) - 1] = worth / monthStart - 1
    year.whole = worth / year.start - 1
    years.set(name, year)
    before = worth
  }
  return [...years.values()].map(({ start: _, ...year }) => year)
}
