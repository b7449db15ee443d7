import { describe, expect, it } from 'vitest'
import { readBarsCsv } from '../../src/data/barsCsv.ts'

const reading = { ticker: 'T', cadence: 'hourly' } as const

function read(rows: string[], more: object = {}) {
  const warnings: string[] = []
  const text = ['ts,hour_et,open,high,low,close,volume', ...rows].join('\n')
  const bars = readBarsCsv(new TextEncoder().encode(text), { ...reading, ...more }, warnings)
  return {
    ends: Array.from(bars.ts, (ts) => new Date(ts).toISOString()),
    hours: [...(bars.hourEt ?? [])],
    warnings,
  }
}

describe('the time of an hourly bar with an hour beside it', () => {
  // New York is five hours behind UTC. The first bar of the day, of half an hour, ends at 10:00.
  const ofMatrix = [
    '2024-01-02T10:00:00-05:00,9,1,2,1,2,5',
    '2024-01-02T11:00:00-05:00,10,1,2,1,2,5',
    '2024-01-02T16:00:00-05:00,15,1,2,1,2,5',
  ]
  const ends = ['2024-01-02T15:00:00.000Z', '2024-01-02T16:00:00.000Z', '2024-01-02T21:00:00.000Z']

  it('is its end where the hours say so, as in a matrix that was written by a build', () => {
    const told = 'ts is read as the time at which bars end, since hour_et says so'
    expect(read(ofMatrix)).toEqual({ ends, hours: [9, 10, 15], warnings: [told] })
    expect(read(ofMatrix, { barTime: 'end' })).toEqual({ ends, hours: [9, 10, 15], warnings: [] })
  })

  it('is its start where the hours say that, or where the file does', () => {
    const started = ['2024-01-02T10:00:00-05:00,10,1,2,1,2,5', '2024-01-02T11:00:00-05:00,11,1,2,1,2,5']
    expect(read(started)).toEqual({
      ends: ends.slice(1, 2).concat('2024-01-02T17:00:00.000Z'),
      hours: [10, 11],
      warnings: [],
    })
    expect(read(ofMatrix, { barTime: 'start' }).hours).toEqual([10, 11, 16])
    expect(read(ofMatrix, { barTime: 'start' }).warnings).toEqual([
      expect.stringContaining('differs in 3 of 3'),
    ])
  })
})
