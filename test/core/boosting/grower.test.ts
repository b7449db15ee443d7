import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binFeatures } from '../../../src/core/boosting/binning.ts'
import type { GrowthParams } from '../../../src/core/boosting/grower.ts'
import { TreeGrower } from '../../../src/core/boosting/grower.ts'
import type { Tree } from '../../../src/core/boosting/index.ts'
import { describeTree, leafOf, randomSample } from './data.ts'

const growth: GrowthParams = {
  lambda: 0,
  alpha: 0,
  gamma: 0,
  minChildWeight: 1,
  monotone: null,
  depth: 3,
  rate: 1,
}

/** Grows one tree on the residuals of a mean: gradients -y, hessian 1, so that a leaf holds the mean of its labels. */
function grow(columns: Float64Array[], labels: ArrayLike<number>, changes: Partial<GrowthParams> = {}) {
  const binned = binFeatures(columns, 255, null)
  const grower = new TreeGrower(binned, { ...growth, ...changes })
  const rows = Int32Array.from(labels, (_, row) => row)
  const features = Int32Array.from({ length: binned.count }, (_, feature) => feature)
  const pairs = Float64Array.from(Array.from(labels).flatMap((label) => [-label, 1]))
  return { grower, rows, tree: grower.grow(rows, features, pairs, 0) }
}

describe('TreeGrower', () => {
  it('grows the tree worked out by hand', () => {
    // first 1, 2 | 9, 10 (the greatest fall in squares), then each pair apart
    const { tree } = grow([Float64Array.of(1, 2, 3, 4)], [1, 2, 9, 10])
    expect(describeTree(tree)).toBe(
      'f0<2.500000 missing right (f0<1.500000 missing right (1.000000 | 2.000000) | ' +
        'f0<3.500000 missing right (9.000000 | 10.000000))',
    )
    expect(Array.from(tree.cover)).toContain(4)
    // 3²/2 + 19²/2 - 22²/4
    expect(tree.gain[0]).toBe(9 / 2 + 361 / 2 - 484 / 4)
  })

  it('stops at the greatest depth', () => {
    const { tree } = grow([Float64Array.of(1, 2, 3, 4)], [1, 2, 9, 10], { depth: 1 })
    expect(describeTree(tree)).toBe('f0<2.500000 missing right (1.500000 | 9.500000)')
  })

  it('scales leaves by the learning rate', () => {
    const { tree } = grow([Float64Array.of(1, 2)], [1, 3], { rate: 0.5 })
    expect(describeTree(tree)).toBe('f0<1.500000 missing right (0.500000 | 1.500000)')
  })

  it('is a single leaf when nothing can be split', () => {
    const { tree } = grow([Float64Array.of(5, 5, 5)], [1, 2, 3])
    expect(describeTree(tree)).toBe('2.000000')
  })

  it('makes children partition their parent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 2, max: 80 }), (seed, count) => {
        const { columns, labels } = randomSample(seed, count, 4, 5, 0.2)
        const { tree, rows } = grow(columns, labels)
        expect(Array.from(rows).sort((a, b) => a - b)).toEqual(Array.from(labels, (_, row) => row))
        expect(tree.cover[0]).toBe(count)
        for (let node = 0; node < tree.left.length; node++) {
          if (tree.left[node] < 0) continue
          expect(tree.cover[tree.left[node]] + tree.cover[tree.right[node]]).toBe(tree.cover[node])
        }
        expect(rowsPerLeaf(tree, columns, count)).toEqual(leafCovers(tree))
      }),
      { numRuns: 60 },
    )
  })

  it('adds to each row the value of the leaf that the raw values lead to', () => {
    const { columns, labels } = randomSample(3, 120, 5, 4, 0.15)
    const { grower, rows, tree } = grow(columns, labels)
    const want = Float32Array.from(labels, (_, row) => tree.threshold[leafOf(tree, columns, row)])
    const byRows = new Float32Array(120)
    grower.addToMargins(byRows, 1, 0)
    expect(byRows).toEqual(want)
    const byBins = new Float32Array(120)
    grower.addToMarginsByBins(rows, byBins, 1, 0)
    expect(byBins).toEqual(want)
  })

  it('adds to its own group alone', () => {
    const { grower } = grow([Float64Array.of(1, 2)], [1, 3])
    const margins = new Float32Array(6)
    grower.addToMargins(margins, 3, 1)
    expect(Array.from(margins)).toEqual([0, 1, 0, 0, 3, 0])
  })

  it('keeps every leaf within monotone constraints, deep in the tree too', () => {
    for (const direction of [1, -1]) {
      const { columns, labels } = randomSample(11, 400, 3, 6)
      const { tree } = grow(columns, labels, {
        depth: 6,
        monotone: Int8Array.of(direction, 0, 0),
      })
      expect(tree.left.length).toBeGreaterThan(10)
      for (let row = 0; row < 40; row++) {
        let before = Number.NEGATIVE_INFINITY
        for (let value = -1; value <= 1; value += 0.05) {
          const point = columns.map((column) => Float64Array.of(column[row]))
          point[0][0] = value * direction
          const now = tree.threshold[leafOf(tree, point, 0)]
          expect(now).toBeGreaterThanOrEqual(before)
          before = now
        }
      }
    }
  })
})

function rowsPerLeaf(tree: Tree, columns: Float64Array[], rows: number): number[] {
  const counts = new Array<number>(tree.left.length).fill(0)
  for (let row = 0; row < rows; row++) counts[leafOf(tree, columns, row)]++
  return counts
}

function leafCovers(tree: Tree): number[] {
  return Array.from(tree.cover, (cover, node) => (tree.left[node] < 0 ? cover : 0))
}
