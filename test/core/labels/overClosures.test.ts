import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Bars } from '../../../src/core/bars/bars.ts'
import { formatDay, parseDay, weekday } from '../../../src/core/bars/day.ts'
import { computeLabel, type LabelSpec } from '../../../src/core/labels/index.ts'
import { readBarsCsv } from '../../../src/data/barsCsv.ts'
import { someBars } from '../bars/someBars.ts'

const nextBar: LabelSpec = { kind: 'forward', unit: 'bars', horizon: 1 }

/** Daily bars of the given days. */
function daily(days: number[]): Bars {
  const bars = someBars({ sessions: days.length })
  return {
    ...bars,
    session: Int32Array.from(days),
    ts: Float64Array.from(days, (day) => (day + 0.9) * 86_400_000),
  }
}

/** Weekdays from a date on, without the holidays and the dates given. */
function weekdays(start: string, count: number, without: string[] = []): number[] {
  const days: number[] = []
  for (let day = parseDay(start); days.length < count; day++) {
    if (weekday(day) <= 4 && !without.includes(formatDay(day))) days.push(day)
  }
  return days
}

// No holiday lies between the first of March and Good Friday, 10 April 2020.
const march = (without: string[], count = 22) => daily(weekdays('2020-03-02', count, without))
const unknownRows = (ends: Int32Array) => [...ends.keys()].filter((row) => ends[row] < 0)

describe('labels over closures', () => {
  it('pass weekends and holidays without a word', () => {
    const bars = daily(weekdays('2020-06-22', 20, ['2020-07-03'])) // Independence Day is kept on that Friday
    expect(computeLabel(bars, nextBar).warnings).toEqual([])
  })

  it('are counted where they jump over missing sessions, up to five of them', () => {
    // After Friday the 6th the week from the 9th to the 13th is missing: five sessions.
    const week = ['2020-03-09', '2020-03-10', '2020-03-11', '2020-03-12', '2020-03-13']
    const { labelEndRow, warnings } = computeLabel(march(week), nextBar)
    expect(labelEndRow[4]).toBe(5)
    expect(warnings).toEqual([
      '1 labels run over more exchange sessions than their horizon of 1, because bars are missing after 2020-03-06 (5)',
    ])
    // Two bars ahead from the 5th and the 6th both jump over the gap.
    expect(computeLabel(march(week), { ...nextBar, horizon: 2 }).warnings.join()).toMatch(/^2 labels/)
  })

  it('are unknown where more than five sessions are missing', () => {
    const six = ['2020-03-09', '2020-03-10', '2020-03-11', '2020-03-12', '2020-03-13', '2020-03-16']
    const { retFwd, labelEndRow, warnings } = computeLabel(march(six), nextBar)
    expect(retFwd[4]).toBeNaN()
    expect(unknownRows(labelEndRow)).toEqual([4, 21])
    expect(warnings.join()).toContain('1 of them jump over more than 5 missing sessions and count as unknown')
  })

  it.each<[string, LabelSpec]>([
    ['sessions ahead', { kind: 'forward', unit: 'sessions', horizon: 1 }],
    ['the night', { kind: 'close_to_open' }],
  ])('hold for %s of intraday bars too', (_, spec) => {
    const bars = someBars({ sessions: 19, perSession: 3 })
    const moved = { ...bars, session: bars.session.map((day, row) => (row < 15 ? day : day + 14)) }
    const { labelEndRow, warnings } = computeLabel(moved, spec)
    // Ten weekdays, one of them Martin Luther King Day, are missing after the fifth session, whose last bar is row 14.
    expect(labelEndRow[14]).toBe(-1)
    expect(labelEndRow[17]).toBeGreaterThan(17)
    expect(warnings.join()).toContain('(9)')
  })

  it.each([
    [
      'trade on weekends',
      (start: number) => Array.from({ length: 60 }, (_, i) => start + i + (i > 30 ? 30 : 0)),
    ],
    ['have one bar a week', (start: number) => Array.from({ length: 60 }, (_, i) => start + 7 * i)],
  ])('do not ask this of bars that %s', (_, days) => {
    const { warnings, labelEndRow } = computeLabel(daily(days(parseDay('2020-03-06'))), nextBar)
    expect(warnings).toEqual([])
    expect(unknownRows(labelEndRow)).toEqual([59])
  })

  it('find nothing missing in twenty years of the bundled index', () => {
    const bars = readBarsCsv(readFileSync('packs/sample/sp500-2000.csv'), { ticker: 'SPX', cadence: 'daily' })
    expect(computeLabel(bars, nextBar).warnings).toEqual([])
  })
})
