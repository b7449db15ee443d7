import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Tree } from '../../../src/core/boosting/index.ts'
import { ScoredTree } from '../../../src/core/boosting/scoredTree.ts'
import { anyBooster, anyCell } from './anyBooster.ts'
import { leafOf } from './data.ts'

const rows = 6
const features = 4

/** The leaves of rows whose columns were really shuffled. */
function leavesOf(tree: Tree, columns: Float64Array[], order: number[], shuffled: number[]): number[] {
  const moved = columns.map((column, i) =>
    shuffled.includes(i) ? column.map((_, row) => column[order[row]]) : column,
  )
  // a sum that starts at 0 is never -0
  return order.map((_, row) => 0 + tree.threshold[leafOf(tree, moved, row)])
}

describe('a scored tree', () => {
  // Seven levels hold more splits than a number has bits, two never do.
  it.each([2, 7])('moves each row where it would end with columns of another: depth %i', (depth) => {
    const table = fc.array(fc.array(anyCell, { minLength: rows, maxLength: rows }), {
      minLength: features,
      maxLength: features,
    })
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: rows })
    const shuffled = fc.subarray([0, 1, 2, 3])
    let many = 0
    fc.assert(
      fc.property(
        anyBooster({ features, depth, rounds: 2 }),
        table,
        order,
        shuffled,
        (booster, cells, to, some) => {
          const columns = cells.map((column) => Float64Array.from(column))
          const values = Float32Array.from(cells.flat())
          for (const tree of booster.trees) {
            const splits = tree.left.filter((child) => child >= 0).length
            if (splits > 32) many++
            const scored = new ScoredTree(tree, values, rows)
            const margins = new Float64Array(rows * booster.groups)
            scored.addTo(margins, booster.groups)
            const own = (row: number) => margins[row * booster.groups + tree.group]
            expect(to.map((_, row) => own(row))).toEqual(leavesOf(tree, columns, to, []))
            scored.addShuffled(margins, booster.groups, Int32Array.from(to), some)
            const moved = leavesOf(tree, columns, to, some)
            moved.forEach((leaf, row) => {
              expect(own(row)).toBeCloseTo(leaf, 10)
            })
            if (!scored.splitsOn(some)) expect(moved).toEqual(leavesOf(tree, columns, to, []))
          }
        },
      ),
    )
    if (depth > 5) expect(many).toBeGreaterThan(0)
  })
})
