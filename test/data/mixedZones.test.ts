import { describe, expect, it } from 'vitest'
import { runSteps } from '../../src/core/steps.ts'
import { type BarsReading, readBarsCsv } from '../../src/data/barsCsv.ts'
import { readMatrixCsv } from '../../src/data/matrixCsv.ts'
import { makeZone } from '../../src/data/zone.ts'

const bytes = (text: string) => new TextEncoder().encode(text)
const hourly = { ticker: 'T', cadence: 'hourly' } as const

function read(times: readonly string[], reading: BarsReading = hourly, warnings: string[] = []) {
  return readBarsCsv(
    bytes(`ts,open,high,low,close\n${times.map((ts) => `${ts},1,2,1,2`).join('\n')}\n`),
    reading,
    warnings,
  )
}

describe('times of a file of bars', () => {
  it.each([
    [
      ['2020-01-02 09:30', '2020-01-02T10:30:00-05:00'],
      'ts (line 3): has an offset from UTC, while line 2 has none',
    ],
    [
      ['2020-01-02T15:30:00Z', '2020-01-02 16:30'],
      'ts (line 3): has no offset from UTC, while line 2 has one',
    ],
    [['1577998800', '2020-01-02 16:30'], 'ts (line 3): has no offset from UTC, while line 2 has one'],
    [
      ['2020-01-02T14:30:00Z', '2020-01-02T10:30:00-05:00'],
      'ts (line 3): has the offset -05:00, line 2 +00:00: no zone has both',
    ],
    [
      ['2020-01-02T09:30:00-05:00', '2020-07-02T08:30:00-05:00', '2020-07-02T10:30:00-04:00'],
      'ts (line 3): has the offset -05:00, but clocks in America/New_York stood at -04:00 then; line 2 has -05:00',
    ],
    [
      ['2020-03-08 01:30', '2020-03-08 02:30'],
      'ts (line 3): 2020-03-08 02:30 does not exist in America/New_York: clocks skip that hour',
    ],
  ])('are refused as %j, with both lines', (times, message) => {
    expect(() => read(times)).toThrow(message)
    expect(() => read(times)).toThrow(expect.objectContaining({ code: 'INVALID_PARAM' }))
  })

  it.each([
    [['2020-01-02T09:30:00-05:00', '2020-07-02T09:30:00-04:00']], // winter and summer of New York
    [['2020-01-02T08:30:00-06:00', '2020-07-02T08:30:00-05:00']], // of Chicago
    [['2020-01-02T09:30:00-05:00', '2020-07-02T08:30:00-05:00']], // one offset all year: the instants are told
    [['2020-03-08T06:30:00Z', '2020-03-08T07:30:00Z']], // UTC skips no hour
  ])('are taken as %j', (times) => {
    expect(read(times).ts).toHaveLength(2)
  })

  it('must have the offsets of the zone that the user names, or be in UTC', () => {
    const zone = makeZone('America/Chicago')
    expect(() => read(['2020-01-02T09:30:00-05:00'], { ...hourly, zone })).toThrow(
      'has the offset -05:00, but clocks in America/Chicago stood at -06:00 then',
    )
    expect(read(['2020-01-02T08:30:00-06:00'], { ...hourly, zone }).ts).toHaveLength(1)
    expect(read(['2020-01-02T14:30:00Z'], { ...hourly, zone }).ts).toHaveLength(1)
    expect(read(['2020-03-08 02:30'], { ...hourly, zone: makeZone('UTC') }).ts).toHaveLength(1)
  })

  it('can not be midnight in every row of intraday bars', () => {
    expect(() => read(['2020-01-02 00:00', '2020-01-03 00:00'])).toThrow(
      'ts (line 2): expected a clock time for hourly bars, got midnight in every row',
    )
  })

  it('are warned of when an hour beside them says otherwise', () => {
    const text = 'ts,hour_et,open,high,low,close\n2020-01-02 09:30,9,1,2,1,2\n2020-01-02 10:30,15,1,2,1,2\n'
    const warnings: string[] = []
    expect([...(readBarsCsv(bytes(text), hourly, warnings).hourEt ?? [])]).toEqual([9, 10])
    expect(warnings[0]).toBe(
      'hour_et differs in 1 of 2 rows from the New York hour of ts, which is used: is the time zone right?',
    )
  })

  it('are those at which bars end when the user says so', () => {
    const bars = read(['2020-01-02 10:30', '2020-01-02 16:00', '2020-01-02 17:00'], {
      ...hourly,
      barTime: 'end',
    })
    expect([...bars.ts].map((ts) => new Date(ts).toISOString().slice(11, 16))).toEqual([
      '15:30',
      '21:00',
      '22:00',
    ])
    expect([...(bars.hourEt ?? [])]).toEqual([9, 15, 16])
  })
})

describe('times of a foreign matrix', () => {
  it('are refused when only some have an offset', () => {
    const text = 'ts,a,ret_fwd\n2020-01-02T10:00:00Z,1,0\n2020-01-03 10:00,2,0\n'
    expect(() => runSteps(readMatrixCsv(bytes(text)))).toThrow(
      'ts (line 3): has no offset from UTC, while line 2 has one',
    )
  })
})
