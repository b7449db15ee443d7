import { expect, it } from 'vitest'
import { DAY_MS, WEEK_MS, wholeOf } from '../../src/store/leaderboardDates.ts'

const day = (time: string) => Date.parse(time) / DAY_MS

it('takes the whole days that are nearest, and tells what is left of them or too much', () => {
  expect(wholeOf({ start: '2025-03-10T10:00:00.000Z', end: '2025-03-12T09:59:59.999Z' }, DAY_MS)).toEqual({
    first: day('2025-03-10T00:00:00Z'),
    last: day('2025-03-12T00:00:00Z'),
    rest: [
      { sign: -1, start: '2025-03-10T00:00:00.000Z', end: '2025-03-10T09:59:59.999Z' },
      { sign: 1, start: '2025-03-12T00:00:00.000Z', end: '2025-03-12T09:59:59.999Z' },
    ],
  })
  expect(wholeOf({ start: '2025-03-10T14:00:00.000Z', end: '2025-03-12T13:59:59.999Z' }, DAY_MS)).toEqual({
    first: day('2025-03-11T00:00:00Z'),
    last: day('2025-03-13T00:00:00Z'),
    rest: [
      { sign: 1, start: '2025-03-10T14:00:00.000Z', end: '2025-03-10T23:59:59.999Z' },
      { sign: -1, start: '2025-03-12T14:00:00.000Z', end: '2025-03-12T23:59:59.999Z' },
    ],
  })
})

it('has nothing beside days that begin and end with the dates, nor where dates have no bound', () => {
  const whole = { start: '2025-03-10T00:00:00.000Z', end: '2025-03-11T23:59:59.999Z' }
  expect(wholeOf(whole, DAY_MS)).toMatchObject({
    first: day('2025-03-10'),
    last: day('2025-03-12'),
    rest: [],
  })
  expect(wholeOf({}, WEEK_MS)).toEqual({ first: -Infinity, last: Infinity, rest: [] })
})

it.each([
  ['shorter than half a day', '2025-03-10T10:00:00.000Z', '2025-03-10T11:00:00.000Z'],
  ['around midnight', '2025-03-10T23:00:00.000Z', '2025-03-11T01:00:00.000Z'],
  ['that end before they begin', '2025-03-12T13:00:00.000Z', '2025-03-10T09:00:00.000Z'],
])('has no whole day in dates %s', (_, start, end) => {
  const { first, last, rest } = wholeOf({ start, end }, DAY_MS)
  expect(last - first).toBe(0)
  expect(rest).toEqual([{ sign: 1, start, end }])
})
