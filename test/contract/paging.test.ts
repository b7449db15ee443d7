import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { nextOffset, pageAnswer, readPage } from '../../src/contract/paging.ts'

describe('readPage', () => {
  it('answers 50 rows from the start unless asked otherwise', () => {
    expect(readPage({})).toEqual({ page: { limit: 50, offset: 0 }, warnings: [] })
    expect(readPage({ limit: 200, offset: 7 })).toEqual({ page: { limit: 200, offset: 7 }, warnings: [] })
  })

  it('clamps a larger limit, and says so', () => {
    const { page, warnings } = readPage({ limit: 500 })
    expect(page).toEqual({ limit: 200, offset: 0 })
    expect(warnings).toEqual([expect.stringContaining('500')])
  })
})

describe('nextOffset', () => {
  it.each([
    { offset: 0, rows: 50, total: 120, next: 50 },
    { offset: 50, rows: 50, total: 120, next: 100 },
    { offset: 100, rows: 20, total: 120, next: null },
    { offset: 0, rows: 50, total: 50, next: null },
    { offset: 0, rows: 0, total: 0, next: null },
    { offset: 300, rows: 0, total: 120, next: null },
  ])('is $next after $rows rows from $offset of $total', ({ offset, rows, total, next }) => {
    expect(nextOffset(offset, rows, total)).toBe(next)
  })

  it('walks over every row once', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.integer({ min: 1, max: 200 }), (total, limit) => {
        const seen: number[] = []
        let offset: number | null = 0
        while (offset !== null) {
          const rowCount: number = Math.min(limit, total - offset)
          for (let row = 0; row < rowCount; row++) seen.push(offset + row)
          offset = pageAnswer({ limit, offset }, rowCount, total).next_offset
        }
        expect(seen).toEqual(Array.from({ length: total }, (_, row) => row))
      }),
    )
  })
})
