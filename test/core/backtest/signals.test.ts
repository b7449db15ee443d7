import { describe, expect, it } from 'vitest'
import { defaultExecution } from '../../../src/core/backtest/config.ts'
import {
  both,
  cutoffOf,
  positionsOf,
  rowsInHours,
  rowsWithMomentum,
} from '../../../src/core/backtest/signals.ts'
import { barsOf, datasetOf, randomOf, range } from './builders.ts'

const scores = {
  up: Float64Array.of(0.6, 0.3, 0.5, 0.45, 0.35),
  down: Float64Array.of(0.4, 0.7, 0.5, 0.1, 0.6),
}
const rule = (level: number) => ({ kind: 'threshold' as const, level })

describe('positionsOf', () => {
  it('is long or short where the likelier side reaches the threshold, and flat on a tie', () => {
    expect([...positionsOf(scores, rule(0.6), defaultExecution, range(0, 5), null)]).toEqual([
      1, -1, 0, 0, -1,
    ])
    expect([...positionsOf(scores, rule(0.4), defaultExecution, range(0, 5), null)]).toEqual([
      1, -1, 0, 1, -1,
    ])
    expect([...positionsOf(scores, { kind: 'flat' }, defaultExecution, range(0, 5), null)]).toEqual([
      0, 0, 0, 0, 0,
    ])
  })

  it.each([0, 1, 2, 1023, 1024, 1025, 2600])(
    'takes the positions of %i rows, whatever their blocks',
    (count) => {
      const random = randomOf(count + 1)
      const some = () => Float64Array.from({ length: count }, () => Math.round(20 * random()) / 20)
      const [up, down] = [some(), some()]
      const rows = range(0, count)
      const want = Array.from(rows, (row) => {
        if (up[row] > down[row]) return up[row] >= 0.55 ? 1 : 0
        return down[row] > up[row] && down[row] >= 0.55 ? -1 : 0
      })
      const got = positionsOf({ up, down }, rule(0.55), defaultExecution, rows, null)
      expect([...got]).toEqual(want)
      const hourEt = Int8Array.from(rows, (row) => row % 2)
      const levels = [0, 1].map((hour) => ({ hour, level: 0.55, reason: null }))
      const byHour = { kind: 'by_hour' as const, levels, hourEt }
      expect([...positionsOf({ up, down }, byHour, defaultExecution, rows, null)]).toEqual(want)
    },
  )

  it('leaves out the short side when only long, and rows that are not allowed', () => {
    const longOnly = { ...defaultExecution, longOnly: true }
    expect([...positionsOf(scores, rule(0.4), longOnly, range(0, 5), null)].map(Math.abs)).toEqual([
      1, 0, 0, 1, 0,
    ])
    const allowed = Uint8Array.of(1, 1, 1, 0, 1, 1, 0)
    expect(
      [...positionsOf(scores, rule(0.4), defaultExecution, range(2, 7), allowed)].map((p) => p + 0),
    ).toEqual([1, 0, 0, 1, 0])
  })

  it('sizes by confidence, 2p - 1, up to the cap', () => {
    const execution = { ...defaultExecution, sizeByConfidence: true, confidenceCap: 0.3 }
    const [first, second, , fourth] = positionsOf(scores, rule(0.4), execution, range(0, 5), null)
    expect(first).toBeCloseTo(2 * 0.6 - 1, 11)
    expect(second).toBeCloseTo(-0.3, 11)
    expect(fourth, 'a side likelier than the other, yet below one half').toBe(0)
  })
})

describe('gates', () => {
  const { matrix } = datasetOf(barsOf([1, 1, 1, 1], [1, 1, 1, 1], 2), 1, [
    { name: 'momentum', values: Float64Array.of(0.2, -0.1, Number.NaN, 0.1) },
  ])

  it('takes missing momentum for 0', () => {
    const execution = {
      ...defaultExecution,
      momentumGate: true,
      momentumColumn: 'momentum',
      momentumMin: 0.1,
    }
    expect([...(rowsWithMomentum(matrix, execution) ?? [])]).toEqual([1, 0, 0, 1])
    expect([...(rowsWithMomentum(matrix, { ...execution, momentumMin: 0 }) ?? [])]).toEqual([1, 0, 1, 1])
    expect(rowsWithMomentum(matrix, defaultExecution)).toBeNull()
  })

  it('keeps the hours asked for, and all rows of daily bars', () => {
    expect([...(rowsInHours(matrix, [10]) ?? [])]).toEqual([0, 1, 0, 1])
    expect(rowsInHours(matrix, null)).toBeNull()
    expect(rowsInHours(datasetOf(barsOf([1], [1])).matrix, [10])).toBeNull()
    expect([...(both(Uint8Array.of(1, 0, 1), Uint8Array.of(1, 1, 0)) ?? [])]).toEqual([1, 0, 0])
  })
})

describe('cutoffOf', () => {
  it('is the k-th largest score, k = floor(share × rows), at least the largest', () => {
    const ascending = Float64Array.of(0.5, 0.6, 0.7, 0.8, 0.9)
    expect(cutoffOf(ascending, 0.4)).toBe(0.8)
    expect(cutoffOf(ascending, 0.59)).toBe(0.8)
    expect(cutoffOf(ascending, 0.01)).toBe(0.9)
    expect(cutoffOf(ascending, 1)).toBe(0.5)
  })
})
