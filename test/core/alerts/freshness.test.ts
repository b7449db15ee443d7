import { describe, expect, it } from 'vitest'
import { isStale, newestSession } from '../../../src/core/alerts/freshness.ts'
import { formatDay, parseDay } from '../../../src/core/bars/day.ts'

const at = (text: string): number => Date.parse(text)

describe('the newest session with a complete bar', () => {
  it.each([
    // A Wednesday; New York is four hours behind UTC.
    ['2024-06-05T19:59:00Z', 'daily', '2024-06-04'],
    ['2024-06-05T20:00:00Z', 'daily', '2024-06-05'],
    ['2024-06-05T13:30:00Z', 'hourly', '2024-06-04'],
    ['2024-06-05T14:30:00Z', 'hourly', '2024-06-05'],
    ['2024-06-05T13:35:00Z', '5m', '2024-06-05'],
    // In the evening of New York it is the next day already in UTC.
    ['2024-06-06T02:00:00Z', 'daily', '2024-06-05'],
    // Of a weekend, of Memorial Day, of the day of a decreed closure (President Carter's funeral).
    ['2024-06-09T12:00:00Z', 'daily', '2024-06-07'],
    ['2024-05-27T21:00:00Z', 'daily', '2024-05-24'],
    ['2025-01-09T21:30:00Z', '15m', '2025-01-08'],
    // In winter five hours.
    ['2024-12-04T20:59:00Z', 'daily', '2024-12-03'],
  ] as const)('at %s is, of %s bars, %s', (now, cadence, session) => {
    expect(formatDay(newestSession(at(now), cadence))).toBe(session)
  })
})

describe('bars', () => {
  const bar = (ts: string) => ({ ts: at(ts), session: parseDay(ts.slice(0, 10)) })

  it.each([
    ['2024-06-04T20:00:00Z', '2024-06-05T19:00:00Z', 'daily', false],
    ['2024-06-04T20:00:00Z', '2024-06-05T20:00:00Z', 'daily', true],
    ['2020-04-17T20:00:00Z', '2024-06-05T20:00:00Z', 'daily', true],
    ['2024-06-07T20:00:00Z', '2024-06-10T12:00:00Z', 'daily', false],
    ['2024-06-05T14:30:00Z', '2024-06-05T16:30:00Z', 'hourly', false],
    ['2024-06-05T14:30:00Z', '2024-06-05T16:31:00Z', 'hourly', true],
    ['2024-06-04T20:00:00Z', '2024-06-05T14:29:00Z', 'hourly', false],
    ['2024-06-04T20:00:00Z', '2024-06-05T14:31:00Z', 'hourly', true],
    // The last bar of a session stands until the next one has one.
    ['2024-06-05T20:00:00Z', '2024-06-06T03:00:00Z', '5m', false],
    ['2024-06-05T18:00:00Z', '2024-06-06T03:00:00Z', '5m', true],
    // A half day ends at 13:00.
    ['2024-07-03T17:00:00Z', '2024-07-04T03:00:00Z', '5m', false],
  ] as const)('of %s are at %s, of %s ones, stale: %s', (newest, now, cadence, stale) => {
    expect(isStale(bar(newest), at(now), cadence)).toBe(stale)
  })
})
