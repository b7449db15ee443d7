import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GrowthParams } from '../../../src/core/boosting/grower.ts'
import type { Tree } from '../../../src/core/boosting/index.ts'
import { describeTree, leafOf, randomSample } from './data.ts'
import { engines, growTree } from './growTree.ts'

describe.each(engines)('a tree grown by %s', (_, engine) => {
  /** On the residuals of a mean: gradients -y, hessian 1, so that a leaf holds the mean of its labels. */
  const grow = (columns: Float64Array[], labels: ArrayLike<number>, changes: Partial<GrowthParams> = {}) =>
    growTree(
      engine,
      columns,
      Array.from(labels, (label) => -label),
      { minChildWeight: 1, ...changes },
    )

  it('is the one worked out by hand', () => {
    // first 1, 2 | 9, 10 (the greatest fall in squares), then each pair apart
    const { tree } = grow([Float64Array.of(1, 2, 3, 4)], [1, 2, 9, 10])
    expect(describeTree(tree)).toBe(
      'f0<3.000000 missing right (f0<2.000000 missing right (1.000000 | 2.000000) | ' +
        'f0<4.000000 missing right (9.000000 | 10.000000))',
    )
    expect(Array.from(tree.cover)).toContain(4)
    // 3²/2 + 19²/2 - 22²/4
    expect(tree.gain[0]).toBe(9 / 2 + 361 / 2 - 484 / 4)
  })

  it('stops at the greatest depth', () => {
    const { tree } = grow([Float64Array.of(1, 2, 3, 4)], [1, 2, 9, 10], { depth: 1 })
    expect(describeTree(tree)).toBe('f0<3.000000 missing right (1.500000 | 9.500000)')
  })

  it('scales leaves by the learning rate', () => {
    const { tree } = grow([Float64Array.of(1, 2)], [1, 3], { rate: 0.5 })
    expect(describeTree(tree)).toBe('f0<2.000000 missing right (0.500000 | 1.500000)')
  })

  it('is a single leaf when nothing can be split', () => {
    const { tree } = grow([Float64Array.of(5, 5, 5)], [1, 2, 3])
    expect(describeTree(tree)).toBe('2.000000')
  })

  it('has no more leaves than allowed: those of the upper levels, or those that gain most', () => {
    const rows = Float64Array.from({ length: 8 }, (_, row) => row)
    // halves differ most; then, in the right half, its quarters; then, in its last quarter, both rows
    const labels = [0, 0, 1, 1, 20, 20, 30, 37]
    const level = grow([rows], labels, { maxLeaves: 4, growth: 'depth' })
    expect(leafCovers(level.tree).filter((cover) => cover > 0)).toEqual([2, 2, 2, 2])
    const best = grow([rows], labels, { maxLeaves: 4, growth: 'leaf' })
    expect(leafCovers(best.tree).filter((cover) => cover > 0)).toEqual([4, 2, 1, 1])
    expect(grow([rows], labels, { maxLeaves: 3, growth: 'depth' }).tree.left.length).toBe(5)
    expect(grow([rows], labels, { maxLeaves: 1, growth: 'depth' }).tree.left.length).toBe(1)
    const whole = grow([rows], labels, { depth: 8 })
    expect(grow([rows], labels, { depth: 8, maxLeaves: 100, growth: 'leaf' }).tree).toEqual(whole.tree)
  })

  it('is the same when so many nodes are open that they take turns', () => {
    const { columns, labels } = randomSample(5, 700, 3, 7)
    const { tree } = grow(columns, labels, { depth: 12 })
    expect(tree.left.length).toBeGreaterThan(200)
    expect(tree).toEqual(grow(columns, labels, { depth: 12, maxLeaves: 100_000 }).tree)
  })

  it('makes children partition their parent', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 2, max: 80 }), (seed, count) => {
        const { columns, labels } = randomSample(seed, count, 4, 5, 0.2)
        const { tree, rows } = grow(columns, labels)
        expect(rows.sort((a, b) => a - b)).toEqual(Array.from(labels, (_, row) => row))
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
    const { margins, tree } = grow(columns, labels)
    expect(margins).toEqual(Array.from(labels, (_, row) => tree.threshold[leafOf(tree, columns, row)]))
  })

  it('keeps every leaf within monotone constraints, deep in the tree too', () => {
    for (const direction of [1, -1]) {
      const { columns, labels } = randomSample(11, 400, 3, 6)
      const { tree } = grow(columns, labels, {
        depth: 6,
        directions: Int8Array.of(direction, 0, 0),
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
