import { describe, expect, it } from 'vitest'
import type { FitTask } from '../../src/core/backtest/index.ts'
import { type BoosterParams, defaultBoosterParams } from '../../src/core/boosting/index.ts'
import { areQuick, fitWork, isLong, totalWork } from '../../src/jobs/fitWork.ts'

function task(rows: number, changes: Partial<BoosterParams> = {}): FitTask {
  return {
    fold: 0,
    inner: 'final',
    trainRows: new Int32Array(rows),
    labels: new Float64Array(rows),
    validation: null,
    predictRows: new Int32Array(0),
    params: { ...defaultBoosterParams, ...changes },
  }
}

const work = (rows: number, changes?: Partial<BoosterParams>) => totalWork(fitWork(task(rows, changes), 10))

describe('the work in a fit', () => {
  it('grows with rows, rounds, depth, classes and bins', () => {
    const usual = work(10_000)
    expect(work(20_000)).toBeGreaterThan(1.5 * usual)
    expect(work(10_000, { rounds: 600 })).toBeGreaterThan(1.8 * usual)
    expect(work(10_000, { depth: 6 })).toBeGreaterThan(1.4 * usual)
    expect(work(10_000, { objective: 'softmax', classes: 3 })).toBeGreaterThan(2.5 * usual)
    expect(work(10_000, { maxBins: 16 })).toBeLessThan(usual)
    expect(work(10_000, { depth: 20, maxLeaves: 8 })).toBeLessThan(work(10_000, { depth: 20 }))
  })

  it('is long for a million rows even in one round, which has to be binned for, and short for a few hundred', () => {
    expect(isLong(task(1_000_000, { rounds: 1 }), 20)).toBe(true)
    expect(isLong(task(400), 10)).toBe(false)
  })

  it('is quick where all fits together are', () => {
    const tiny = task(200, { rounds: 1 })
    expect(areQuick(Array(12).fill(tiny), 4)).toBe(true)
    expect(areQuick(Array(12_000).fill(tiny), 4)).toBe(false)
    expect(areQuick([task(20_000)], 10)).toBe(false)
  })
})
