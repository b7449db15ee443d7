import { describe, expect, it } from 'vitest'
import { formatDay } from '../../../src/core/bars/day.ts'
import { sessionGaps } from '../../../src/core/bars/sessionGaps.ts'
import { dailyOn, intradayEnding } from './barsOn.ts'

const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`

/** Ends of the bars of a whole session, cut short by the close. */
function ends(day: string, step: number, close = 960): string[] {
  const bars = Math.ceil((close - 570) / step)
  return Array.from({ length: bars }, (_, i) => `${day} ${clock(Math.min(570 + step * (i + 1), close))}`)
}

const gaps = (cadence: '5m' | '15m' | 'hourly', times: readonly string[]) =>
  sessionGaps(intradayEnding(cadence, times)).map(({ session, missing }) => [formatDay(session), missing])

describe('sessionGaps', () => {
  it('finds nothing in whole sessions, half days among them', () => {
    expect(ends('2020-01-02', 60)).toHaveLength(7) // 9:30 to 15:30, and the half hour to 16:00
    for (const [cadence, step] of [
      ['5m', 5],
      ['15m', 15],
      ['hourly', 60],
    ] as const) {
      const times = [
        ...ends('2019-11-27', step),
        ...ends('2019-11-29', step, 780),
        ...ends('2019-12-02', step),
      ]
      expect(gaps(cadence, times), cadence).toEqual([])
    }
  })

  it.each([
    [0, '2020-01-03 10:30 is missing at the open'],
    [3, '13:30 is missing inside'],
    [5, '15:30 is missing before the short bar'],
    [6, 'the short bar is missing at the close'],
  ])('finds hourly bar %i missing: %s', (row) => {
    const broken = ends('2020-01-03', 60).toSpliced(row, 1)
    expect(gaps('hourly', [...ends('2020-01-02', 60), ...broken, ...ends('2020-01-06', 60)])).toEqual([
      ['2020-01-03', 1],
    ])
  })

  it('counts bars, session by session', () => {
    const first = ends('2020-01-02', 5).toSpliced(10, 4)
    const second = ends('2020-01-03', 5).toSpliced(70) // 78 bars make a session
    expect(gaps('5m', [...first, ...second, ...ends('2020-01-06', 5)])).toEqual([
      ['2020-01-02', 4],
      ['2020-01-03', 8],
    ])
  })

  it('does not take the hours that a file leaves out for gaps, nor thin trading before the open', () => {
    const afternoon = ['2020-01-02', '2020-01-03', '2020-01-06'].flatMap((day) => ends(day, 60).slice(3))
    expect(gaps('hourly', afternoon)).toEqual([])
    const early = ['2020-01-02 05:05', '2020-01-02 08:30', ...ends('2020-01-02', 5), '2020-01-02 18:00']
    expect(gaps('5m', early)).toEqual([])
  })

  it('is for intraday bars', () => {
    expect(sessionGaps(dailyOn(['2020-01-02', '2020-01-06']))).toEqual([])
  })
})
