import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDay, parseDay } from '../../../src/core/bars/day.ts'
import { chunkDays } from '../../../src/data/polygon/chunks.ts'

function chunks(from: string, to: string, unit: 'month' | 'year', settled: string): string[] {
  return chunkDays({ from: parseDay(from), to: parseDay(to) }, unit, parseDay(settled)).map(
    (chunk) => `${formatDay(chunk.from)}/${formatDay(chunk.to)}`,
  )
}

describe('chunkDays', () => {
  it('ends pieces with the month, also beyond the window', () => {
    expect(chunks('2023-11-15', '2024-02-10', 'month', '2024-06-01')).toEqual([
      '2023-11-15/2023-11-30',
      '2023-12-01/2023-12-31',
      '2024-01-01/2024-01-31',
      '2024-02-01/2024-02-29',
    ])
  })

  it('keeps days that have not settled in a piece of their own', () => {
    expect(chunks('2023-11-15', '2024-02-10', 'year', '2024-02-08')).toEqual([
      '2023-11-15/2023-12-31',
      '2024-01-01/2024-02-08',
      '2024-02-09/2024-02-10',
    ])
    expect(chunks('2024-02-09', '2024-02-10', 'month', '2024-02-08')).toEqual(['2024-02-09/2024-02-10'])
  })

  it('covers every day of the window once and in order, and never goes past what has settled but for it', () => {
    const day = fc.integer({ min: 15_000, max: 21_000 })
    const unit = fc.constantFrom('month' as const, 'year' as const)
    fc.assert(
      fc.property(day, fc.nat(900), day, unit, (from, days, settled, by) => {
        const to = from + days
        const pieces = chunkDays({ from, to }, by, settled)
        expect(pieces[0].from).toBe(from)
        expect(pieces[pieces.length - 1].to).toBeGreaterThanOrEqual(to)
        for (const [i, piece] of pieces.entries()) {
          expect(piece.to).toBeGreaterThanOrEqual(piece.from)
          expect(piece.to).toBeLessThanOrEqual(Math.max(settled, to))
          if (i > 0) expect(piece.from).toBe(pieces[i - 1].to + 1)
        }
      }),
    )
  })
})
