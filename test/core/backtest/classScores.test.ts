import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  calibrateClasses,
  fitClassCalibration,
  probabilityOf,
  sidesOf,
} from '../../../src/core/backtest/classScores.ts'
import { range } from './builders.ts'

const sums = (values: Float64Array, classes: number) =>
  Array.from({ length: values.length / classes }, (_, row) =>
    values.subarray(row * classes, (row + 1) * classes).reduce((sum, value) => sum + value, 0),
  )

describe('sidesOf', () => {
  it('reads the column of each direction, and never takes one that has no class', () => {
    const ofRow = new Float64Array(0)
    const two = { names: ['FLAT', 'UP'], ofRow, band: null, up: 1, down: null }
    expect(sidesOf(Float64Array.of(0.25, 0.5), two, range(0, 2))).toEqual({
      up: Float64Array.of(0.25, 0.5),
      down: Float64Array.of(0, 0),
    })
    const three = { names: ['UP', 'down', 'flat'], ofRow, band: null, up: 0, down: 1 }
    expect(sidesOf(Float64Array.of(0.5, 0.25, 0.25, 0.1, 0.2, 0.7), three, range(0, 2))).toEqual({
      up: Float64Array.of(0.5, 0.1),
      down: Float64Array.of(0.25, 0.2),
    })
  })

  it('gives the probability of an event to the side that then earns, and nothing where there is none', () => {
    const side = Float64Array.of(9, 9, 1, -1, 0, Number.NaN)
    const event = { names: ['0', '1'], ofRow: side, band: null, up: null, down: null, side }
    expect(sidesOf(Float64Array.of(0.7, 0.6, 0.9, 0.8), event, range(2, 6))).toEqual({
      up: Float64Array.of(0.7, 0, 0, 0),
      down: Float64Array.of(0, 0.6, 0, 0),
    })
  })
})

describe('probabilityOf', () => {
  it('gives the first of two classes what the second leaves', () => {
    expect(probabilityOf(0, Float64Array.of(0.25), 2)).toEqual(Float64Array.of(0.75))
    expect(probabilityOf(1, Float64Array.of(0.25), 2)).toEqual(Float64Array.of(0.25))
  })
})

describe('calibrateClasses', () => {
  const rows = Int32Array.of(0, 1, 2, 3)

  it('takes the second of two classes for the positive one', () => {
    const labels = { names: ['no', 'yes'], ofRow: Float64Array.of(0, 0, 1, 1) }
    const raw = Float64Array.of(0.4, 0.45, 0.5, 0.6)
    const calibration = fitClassCalibration('isotonic', raw, rows, labels)
    expect(calibration).toHaveLength(1)
    expect([...calibrateClasses(calibration, raw, 2)]).toEqual([0, 0, 1, 1])
  })

  it('scales the maps of more classes to add up to 1, as worked out by hand', () => {
    // Each class against the rest: half, a quarter and a quarter of the score; then divided by their sum.
    const line = (top: number) => ({ kind: 'isotonic' as const, x: [0, 1], y: [0, top] })
    const calibration = [line(0.5), line(0.25), line(0.25)]
    const [a, b, c] = calibrateClasses(calibration, Float64Array.of(0.5, 0.25, 0.25), 3)
    expect([a, b, c]).toEqual([0.25 / 0.375, 0.0625 / 0.375, 0.0625 / 0.375])
    expect([...calibrateClasses([line(0), line(0), line(0)], Float64Array.of(1, 0, 0), 3)]).toEqual(
      new Array(3).fill(1 / 3),
    )
  })

  it('always adds up to 1, whichever rows a class has', () => {
    const row = fc.tuple(
      fc.integer({ min: 0, max: 3 }),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 4, maxLength: 4 }),
    )
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 2, maxLength: 30 }),
        fc.constantFrom('sigmoid' as const, 'isotonic' as const),
        (given, kind) => {
          const ofRow = Float64Array.from(given, ([label]) => label)
          const raw = Float64Array.from(
            given.flatMap(([, parts]) =>
              parts.map((part) => part / parts.reduce((sum, one) => sum + one, 0)),
            ),
          )
          const all = Int32Array.from(given.keys())
          const calibration = fitClassCalibration(kind, raw, all, { names: ['a', 'b', 'c', 'd'], ofRow })
          for (const sum of sums(calibrateClasses(calibration, raw, 4), 4)) expect(sum).toBeCloseTo(1, 9)
        },
      ),
    )
  })

  it('leaves scores as they are without a calibration', () => {
    const raw = Float64Array.of(0.1, 0.9)
    expect(fitClassCalibration('none', raw, rows, { names: ['a', 'b'], ofRow: raw })).toBeNull()
    expect(calibrateClasses(null, raw, 2)).toBe(raw)
  })
})
