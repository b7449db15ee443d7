import type { FieldError } from '../../errors.ts'

/** Where a position leaves before its horizon. Distances are in average true ranges of the bar that decided. */
export interface Brackets {
  /** Bars of the average true range. */
  atrPeriod: number
  /** Distance of the stop from the entry price. */
  stopMultiple: number
  /** Distance of the target from the entry price. */
  targetMultiple: number
  /** Minutes of trading after which a position leaves at the close; null for no time stop. */
  timeStopMinutes: number | null
}

/** What is wrong with brackets that no data could serve. */
export function bracketFaults({
  atrPeriod,
  stopMultiple,
  targetMultiple,
  timeStopMinutes,
}: Brackets): FieldError[] {
  const faults: FieldError[] = []
  const expect = (holds: boolean, field: string, issue: string, got: number) => {
    if (!holds) faults.push({ field: `brackets.${field}`, issue: `expected ${issue}, got ${got}` })
  }
  const isWhole = Number.isInteger(atrPeriod) && atrPeriod >= 1 && atrPeriod <= longestAverage
  expect(isWhole, 'atr_period', `a whole number from 1 to ${longestAverage}`, atrPeriod)
  const isDistance = (value: number) => Number.isFinite(value) && value > 0
  expect(isDistance(stopMultiple), 'atr_mult_stop', 'a number above 0', stopMultiple)
  expect(isDistance(targetMultiple), 'atr_mult_target', 'a number above 0', targetMultiple)
  if (timeStopMinutes !== null) {
    expect(isDistance(timeStopMinutes), 'time_stop_minutes', 'a number above 0', timeStopMinutes)
  }
  return faults
}

const longestAverage = 10_000
