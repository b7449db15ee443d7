import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { lineChart, shortNumber } from '../../src/cli/lineChart.ts'

const size = { width: 5, height: 1 }

describe('lineChart', () => {
  it('joins neighbouring values by a line, from the top of its four dots to the bottom', () => {
    // One sign is two columns of four dots: 3 stands on the first, 0 on the fourth, and the rest of column two joins them.
    // Dots 1 (0x01) and 5, 6, 8 (0x10, 0x20, 0x80): 0x2800 + 0xb1.
    expect(lineChart([3, 0], { width: 5, height: 1 })).toEqual([`3 ┤${String.fromCodePoint(0x28b1)}`])
  })

  it('sets the dot of each height', () => {
    // Rising by one dot a column: 0x40 and 0x20 in the first sign, 0x02 and 0x08 in the second.
    expect(lineChart([0, 1, 2, 3], { width: 5, height: 1 })).toEqual([
      `3 ┤${String.fromCodePoint(0x2860, 0x280a)}`,
    ])
  })

  it('has the largest value at the top and the smallest at the bottom', () => {
    const lines = lineChart([1, 2, 3, 4], { width: 10, height: 3 })
    expect(lines).toHaveLength(3)
    expect(lines[0]).toMatch(/^4 ┤/)
    expect(lines[1]).toMatch(/^ {2}┤/)
    expect(lines[2]).toMatch(/^1 ┤/)
  })

  it('leaves a gap where a value is missing, and joins nothing over it', () => {
    // Columns two and three are missing: the first sign has one dot at the bottom left, the second one at the top right.
    expect(lineChart([0, null, null, 3], size)).toEqual([`3 ┤${String.fromCodePoint(0x2840, 0x2808)}`])
  })

  it('shows a series without movement as one line', () => {
    expect(lineChart([7, 7, 7], { width: 10, height: 6 })).toHaveLength(1)
  })

  it('is nothing when no value is known', () => {
    expect(lineChart([null, null], size)).toEqual([])
    expect(lineChart([], size)).toEqual([])
  })

  it('ends with the last value, however long the series', () => {
    const values = [...Array.from({ length: 5000 }, () => 0), 1]
    const last = lineChart(values, { width: 20, height: 1 })[0].at(-1)
    const bits = (last?.codePointAt(0) ?? 0) - 0x2800
    expect(bits & 0x08, 'the dot at the top right').toBe(0x08)
  })

  it('never is wider or higher than asked for', () => {
    const value = fc.option(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), { nil: null })
    fc.assert(
      fc.property(
        fc.array(value, { maxLength: 300 }),
        fc.integer({ min: 24, max: 100 }),
        fc.integer({ min: 1, max: 8 }),
        (values, width, height) => {
          const lines = lineChart(values, { width, height })
          expect(lines.length).toBeLessThanOrEqual(height)
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(width)
        },
      ),
    )
  })
})

describe('shortNumber', () => {
  it.each([
    [0, '0'],
    [57.361234, '57.36'],
    [-237.02, '-237'],
    [0.0123456, '0.01235'],
    [123456.7, '123457'],
    [0.00001234, '1.23e-5'],
    [2.5e12, '2.50e+12'],
  ])('writes %d as %s', (value, text) => {
    expect(shortNumber(value)).toBe(text)
  })
})
