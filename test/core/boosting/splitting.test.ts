import { describe, expect, it } from 'vitest'
import type { GrowthParams } from '../../../src/core/boosting/grower.ts'
import { leafWeight } from '../../../src/core/boosting/leafWeight.ts'
import { engines, growTree } from './growTree.ts'

const missing = Number.NaN

describe.each(engines)('the best split, found by %s,', (_, engine) => {
  /** The split of the root; each row has hessian 1, and the penalty is 1. */
  function search(columns: number[][], gradients: number[], changes: Partial<GrowthParams> = {}) {
    const { tree } = growTree(engine, columns, gradients, { depth: 1, lambda: 1, ...changes })
    if (tree.left[0] < 0) return null
    const left = tree.left[0]
    return {
      feature: tree.feature[0],
      threshold: tree.threshold[0],
      missingLeft: tree.defaultLeft[0] === 1,
      gain: tree.gain[0],
      leftHessian: tree.cover[left],
      leftWeight: tree.threshold[left],
    }
  }

  it('matches the gain worked out by hand', () => {
    const split = search([[1, 2, 3, 4]], [-1, -1, 2, 2])
    expect(split).toMatchObject({ feature: 0, threshold: 3, leftHessian: 2 })
    expect(split?.leftWeight).toBeCloseTo(2 / 3, 6)
    // left 4/(2+1), right 16/(2+1), parent 4/(4+1)
    expect(split?.gain).toBeCloseTo(4 / 3 + 16 / 3 - 4 / 5, 6)
  })

  it('is the one that was planted, in whichever feature and bin', () => {
    for (let planted = 0; planted < 3; planted++) {
      for (let bin = 3; bin < 16; bin++) {
        const columns = [7, 11, 13].map((step) => Array.from({ length: 20 }, (_, row) => (row * step) % 20))
        const split = search(
          columns,
          columns[planted].map((value) => (value <= bin ? -1 : 1)),
        )
        expect(split).toMatchObject({ feature: planted, threshold: bin + 1 })
      }
    }
  })

  it('is that of the first of equal features', () => {
    const twice = Array.from({ length: 20 }, () => [1, 2])
    expect(search(twice, [-1, 1])?.feature).toBe(0)
  })

  it('learns the direction of missing values', () => {
    expect(search([[missing, 1, 2, 3]], [-1, -1, 1, 1])).toMatchObject({ threshold: 2, missingLeft: true })
    expect(search([[missing, 1, 2, 3]], [1, -1, -1, 1])).toMatchObject({
      threshold: 3,
      missingLeft: false,
    })
  })

  it('can part missing values from all others', () => {
    const alone = { threshold: Math.fround(-3.4028234663852886e38), missingLeft: true }
    expect(search([[missing, 1, 2, 3]], [-3, 1, 1, 1])).toMatchObject(alone)
    expect(search([[missing, 5, 5, missing]], [-1, 1, 1, -1])).toMatchObject(alone)
  })

  it('sends values missing later right when none were missing, as XGBoost does', () => {
    expect(search([[1, 2, 3]], [-1, 1, 1])?.missingLeft).toBe(false)
    expect(search([[1, 2, 3]], [-1, -1, 1])?.missingLeft).toBe(false)
  })

  it('is the first that XGBoost meets of equal ones: with missing values right upwards, then left downwards', () => {
    const upwards = search([[1, 2, 3, 4, 5]], [-1, 0, 0, 0, 1], { lambda: 0 })
    expect(upwards).toMatchObject({ threshold: 2, missingLeft: false })
    // Rows of 2 and 4 weigh nothing in the gradients, so two thresholds gain alike on either side.
    const downwards = search([[missing, 1, 2, 3, 4]], [-3, -3, 3, 3, 3], { lambda: 0 })
    expect(downwards).toMatchObject({ threshold: 2, missingLeft: true })
  })

  it('keeps both children above the least weight', () => {
    expect(search([[1, 2, 3, 4]], [-9, 0, 0, 0])?.threshold).toBe(2)
    expect(search([[1, 2, 3, 4]], [-9, 0, 0, 0], { minChildWeight: 2 })?.threshold).toBe(3)
    expect(search([[1, 2, 3, 4]], [-9, 0, 0, 0], { minChildWeight: 3 })).toBeNull()
  })

  it('needs a gain of gamma', () => {
    // left and right 1/(1+1) each, parent 0: the gain is 1
    expect(search([[1, 2]], [-1, 1], { gamma: 1 })).not.toBeNull()
    expect(search([[1, 2]], [-1, 1], { gamma: 1.001 })).toBeNull()
  })

  it('is none where nothing is gained', () => {
    expect(search([[1, 2, 3]], [1, 1, 1])).toBeNull()
    expect(search([[1, 2, 3]], [0.1, 0.1, 0.1], { lambda: 0 })).toBeNull()
    expect(search([[1, 2, 3]], [0, 0, 0])).toBeNull()
  })

  it('shrinks gradients by alpha', () => {
    // each side |1| - 0.5 = 0.5, squared over 1 + 1
    expect(search([[1, 2]], [-1, 1], { alpha: 0.5 })?.gain).toBeCloseTo(2 * (0.25 / 2), 6)
    expect(search([[1, 2]], [-1, 1], { alpha: 1 })).toBeNull()
    // the missing row goes with the one like it
    expect(search([[missing, 1, 2]], [-2, -2, 2], { alpha: 0.5 })).toMatchObject({ missingLeft: true })
  })

  it('goes only in the allowed direction', () => {
    // weights are minus gradients: they rise from -1 to 1
    expect(search([[1, 2]], [1, -1], { directions: Int8Array.of(1) })).not.toBeNull()
    expect(search([[1, 2]], [1, -1], { directions: Int8Array.of(-1) })).toBeNull()
  })

  it('is valued the same with and without constraints while they do not bind', () => {
    const free = search([[1, 2, 3]], [1, 0.5, -2])
    const bound = search([[1, 2, 3]], [1, 0.5, -2], { directions: Int8Array.of(1) })
    expect(bound).toEqual(free)
  })
})

describe('leafWeight', () => {
  const rules = { lambda: 1, alpha: 0, minChildWeight: 0, directions: null }
  const weigh = (gradient: number, hessian: number, changes: Partial<typeof rules> = {}) =>
    leafWeight(
      {
        gradient: Float64Array.of(gradient),
        hessian: Float64Array.of(hessian),
        lower: Float64Array.of(-0.5),
        upper: Float64Array.of(0.25),
      },
      0,
      { ...rules, ...changes },
    )

  it('is the Newton step, kept within the range of the node', () => {
    expect(weigh(0.3, 2)).toBeCloseTo(-0.1, 12)
    expect(weigh(9, 2)).toBe(-0.5)
    expect(weigh(-9, 2)).toBe(0.25)
  })

  it('is shrunk by alpha', () => {
    expect(weigh(0.3, 2, { alpha: 0.15 })).toBeCloseTo(-0.05, 12)
    expect(weigh(-0.3, 2, { alpha: 0.15 })).toBeCloseTo(0.05, 12)
    expect(weigh(0.3, 2, { alpha: 0.5 })).toBe(0)
  })

  it('is 0 without hessian or below the least weight', () => {
    expect(weigh(1, 0, { lambda: 0 })).toBe(0)
    expect(weigh(1, 0.5, { minChildWeight: 1 })).toBe(0)
  })
})
