import { describe, expect, it } from 'vitest'
import { barWarnings } from '../../../src/core/bars/barWarnings.ts'
import { dailyOn, intradayEnding } from './barsOn.ts'

describe('barWarnings', () => {
  it('says nothing of good bars', () => {
    expect(barWarnings(dailyOn(['2020-01-02', '2020-01-03', '2020-01-06']))).toEqual([])
  })

  it('names the first days of each kind, with a count of all', () => {
    const days = [
      '2020-01-02',
      '2020-01-03',
      '2020-01-04',
      '2020-01-09',
      '2020-01-10',
      '2020-01-13',
      '2020-01-14',
    ]
    const more = ['2020-01-15', '2020-01-16', '2020-01-17', '2020-01-20', '2020-01-21']
    expect(barWarnings(dailyOn([...days, ...more]))).toEqual([
      '1 of 12 days with bars is on a weekend (2020-01-04): the New York exchanges do not trade then',
      '1 day with bars is no session of the New York Stock Exchange (2020-01-20)',
      '3 sessions of the New York Stock Exchange between the first and the last bar have no bar (2020-01-06, 2020-01-07, 2020-01-08)',
    ])
  })

  it('names session and ratio of what may be a split', () => {
    const bars = dailyOn(['2020-08-28', '2020-08-31'], [500, 129.04])
    bars.open[1] = 127.58
    bars.high[1] = 130
    bars.low[1] = 127
    expect(barWarnings(bars)).toEqual([
      'these jumps may be splits that the prices were not adjusted for, and count as returns: 2020-08-31 open × 0.255 overnight, near 1:4',
    ])
  })

  it('counts missing bars within sessions', () => {
    const times = ['10:30', '11:30', '14:30', '15:30', '16:00'].map((time) => `2020-01-02 ${time}`)
    expect(barWarnings(intradayEnding('hourly', times))).toEqual([
      '2 hourly bars missing within 1 session (2020-01-02: 2)',
    ])
  })

  it('counts prices that do not fit together, and tells the first', () => {
    const bars = dailyOn(['2020-01-02', '2020-01-03', '2020-01-06'])
    bars.high[1] = 99
    bars.low[1] = 98
    bars.high[2] = 99
    bars.low[2] = 98
    bars.open[0] = Number.NaN
    bars.volume[2] = -5
    expect(barWarnings(bars)).toEqual([
      '1 bar with a missing open, first in session 2020-01-02',
      '2 bars with an odd high, first in session 2020-01-03: high 99 below open 100',
      '1 bar with an odd volume, first in session 2020-01-06: negative volume -5',
    ])
  })
})
