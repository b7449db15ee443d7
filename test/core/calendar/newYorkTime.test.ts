import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newYorkHours, sessionInstant } from '../../../src/core/calendar/newYorkTime.ts'

const hour = (time: string) => newYorkHours(Float64Array.of(Date.parse(time)))[0]

describe('newYorkHours', () => {
  it('changes at the second Sunday of March and the first of November', () => {
    expect(hour('2024-03-10T06:59:59Z')).toBe(1)
    expect(hour('2024-03-10T07:00:00Z')).toBe(3)
    expect(hour('2024-11-03T05:59:59Z')).toBe(1)
    expect(hour('2024-11-03T06:00:00Z')).toBe(1)
    expect(hour('2024-11-03T07:00:00Z')).toBe(2)
  })

  it('agrees with the time zone database from 1990 on', () => {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: 'America/New_York',
      hour: '2-digit',
      hourCycle: 'h23',
    })
    const hours = fc.integer({ min: Date.UTC(1990) / 3_600_000, max: Date.UTC(2037) / 3_600_000 })
    fc.assert(
      fc.property(fc.array(hours, { minLength: 1, maxLength: 20 }), (times) => {
        const ts = Float64Array.from(times, (time) => time * 3_600_000)
        expect([...newYorkHours(ts)]).toEqual(Array.from(ts, (time) => Number(format.format(time))))
      }),
    )
  })
})

describe('sessionInstant', () => {
  it('is the time at which clocks in New York show those minutes of that day', () => {
    const clock = new Intl.DateTimeFormat('sv', {
      timeZone: 'America/New_York',
      dateStyle: 'short',
      timeStyle: 'short',
    })
    for (let day = 10_957; day < 21_000; day++) {
      const shown = clock.format(sessionInstant(day, 9 * 60 + 35))
      expect(shown).toBe(`${new Date(day * 86_400_000).toISOString().slice(0, 10)} 09:35`)
    }
  })
})
