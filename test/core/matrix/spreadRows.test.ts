import { describe, expect, it } from 'vitest'
import { spreadRows } from '../../../src/core/matrix/spreadRows.ts'

describe('spreadRows', () => {
  const rows = Int32Array.from({ length: 70_000 }, (_, row) => row)

  it('takes all rows when they are few enough', () => {
    expect(spreadRows(rows, 70_000)).toBe(rows)
  })

  it('takes so many, rising, each once, from the beginning to the end', () => {
    const taken = spreadRows(rows, 10_000)
    expect(taken).toHaveLength(10_000)
    expect(taken.every((row, i) => i === 0 || row > taken[i - 1])).toBe(true)
    expect(taken[0]).toBeLessThan(7)
    expect(taken.at(-1)).toBeGreaterThanOrEqual(70_000 - 7)
  })

  it('meets every bar of a seven-bar session alike, where every seventh row would always be the same bar', () => {
    const met = [0, 0, 0, 0, 0, 0, 0]
    for (const row of spreadRows(rows, 10_000)) met[row % 7]++
    // 10,000 / 7 = 1,428.6
    for (const count of met) expect(Math.abs(count - 1428.6)).toBeLessThan(15)
  })
})
