import { describe, expect, it } from 'vitest'
import { agoCell } from '../../../src/cli/output/runTables.ts'

describe('agoCell', () => {
  const now = Date.parse('2026-03-01T12:00:00Z')

  it.each([
    ['2026-03-01T11:59:20Z', '40 s ago'],
    ['2026-03-01T12:00:03Z', '0 s ago'],
    ['2026-03-01T11:54:01Z', '5 min ago'],
    ['2026-03-01T09:00:00Z', '3 h ago'],
    ['2026-02-17T12:00:00Z', '12 d ago'],
    ['2025-12-31T23:00:00Z', '2025-12-31'],
    [null, '-'],
    ['soon', '-'],
  ])('of %s', (value, text) => {
    expect(agoCell(value, undefined, now)).toBe(text)
  })
})
