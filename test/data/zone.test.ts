import { tzOffset } from '@date-fns/tz'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeZone, zoneOf } from '../../src/data/zone.ts'

const utc = Date.parse
/** A wall time, which is written like an instant of UTC. */
const wall = (time: string) => Date.parse(`${time}:00Z`)

describe('zoneOf', () => {
  it.each([
    ['UTC', '2020-07-01T12:00:00Z', 0],
    ['Europe/Berlin', '2020-01-01T12:00:00Z', 60],
    ['Europe/Berlin', '2020-07-01T12:00:00Z', 120],
    ['Asia/Kolkata', '2020-07-01T12:00:00Z', 330],
    ['America/Chicago', '2020-07-01T12:00:00Z', -300],
  ])('knows the offset of %s at %s', (name, time, offset) => {
    expect(zoneOf(name)?.offset(utc(time))).toBe(offset)
  })

  it('refuses what is no zone', () => {
    expect(zoneOf('Mars/Olympus')).toBeUndefined()
  })

  it('takes the first of two equal wall times, and reads a skipped one an hour later', () => {
    const berlin = makeZone('Europe/Berlin')
    expect(berlin.instant(wall('2020-10-25T02:30'))).toBe(utc('2020-10-25T00:30:00Z')) // still summer time
    expect(berlin.instant(wall('2020-03-29T02:30'))).toBe(utc('2020-03-29T01:30:00Z')) // 3:30 in summer time
  })

  it('tells the hour that clocks skip', () => {
    const { skips } = makeZone('America/New_York')
    expect(['01:59', '02:00', '02:59', '03:00'].map((time) => skips(wall(`2020-03-08T${time}`)))).toEqual([
      false,
      true,
      true,
      false,
    ])
    expect(makeZone('UTC').skips(wall('2020-03-08T02:30'))).toBe(false)
  })

  it.each([
    // Clocks went forward on the 8th and back on the 15th: no zone has changed them twice in less time.
    ['America/Boa_Vista', '2000-10-01', '2000-10-25'],
    ['Africa/Casablanca', '2023-03-15', '2023-05-01'],
    ['Australia/Lord_Howe', '2021-03-28', '2021-04-12'],
    ['America/New_York', '2020-03-01', '2020-03-15'],
  ])('has every half hour of %s from %s to %s as the platform has it', (name, from, to) => {
    const zone = makeZone(name)
    for (let ts = Date.parse(from); ts < Date.parse(to); ts += 1_800_000) {
      expect(zone.offset(ts), new Date(ts).toISOString()).toBe(tzOffset(name, new Date(ts)))
    }
  })

  it('gives back each instant but for the hour that comes twice', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('America/New_York', 'Europe/London', 'Asia/Tokyo', 'Australia/Sydney'),
        fc.integer({ min: 0, max: 2_000_000_000 }),
        (name, seconds) => {
          const zone = makeZone(name)
          const ts = seconds * 1000
          const back = zone.instant(zone.wall(ts))
          expect([ts, ts - 3_600_000]).toContain(back)
          expect(zone.wall(back)).toBe(zone.wall(ts))
        },
      ),
    )
  })
})
