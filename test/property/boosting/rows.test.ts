import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { take } from '../../core/boosting/data.ts'
import { fileOf, orders, train, trainings } from './training.ts'

/** A training with one number for each of its rows. */
const withCounts = (counts: fc.Arbitrary<number>) =>
  trainings.chain((training) => {
    const { length } = training.labels
    return fc.tuple(fc.constant(training), fc.array(counts, { minLength: length, maxLength: length }))
  })

describe('the rows that a booster learns from', () => {
  it('may come in any order', () => {
    const withOrder = trainings.chain((training) =>
      fc.tuple(fc.constant(training), orders(training.labels.length)),
    )
    fc.assert(
      fc.property(withOrder, ([training, order]) => {
        const other = { ...training, ...take(training, order) }
        expect(fileOf(train(other))).toBe(fileOf(train(training)))
      }),
    )
  })

  it('count as often as their integer weight says, none at all included', () => {
    fc.assert(
      fc.property(withCounts(fc.integer({ min: 0, max: 3 })), ([training, counts]) => {
        fc.pre(counts.some((count) => count > 0))
        const rows = counts.flatMap((count, row) => new Array<number>(count).fill(row))
        const repeated = { ...training, ...take(training, rows) }
        expect(fileOf(train(training, Float64Array.from(counts)))).toBe(fileOf(train(repeated)))
      }),
    )
  })

  it('are parted into leaves that are neither too light, too many nor too deep, each time for gain enough', () => {
    fc.assert(
      fc.property(withCounts(fc.constantFrom(0.5, 1, 2.25)), ([training, weights]) => {
        const { depth, gamma, maxLeaves, minChildWeight } = training.params
        for (const tree of train(training, Float64Array.from(weights)).trees) {
          const deep = new Int32Array(tree.left.length)
          tree.left.forEach((left, node) => {
            if (left < 0) return
            const right = tree.right[node]
            deep[left] = deep[right] = deep[node] + 1
            const sum = tree.cover[left] + tree.cover[right]
            expect(Math.abs(sum - tree.cover[node])).toBeLessThanOrEqual(1e-5 * tree.cover[node])
            expect(Math.min(tree.cover[left], tree.cover[right])).toBeGreaterThanOrEqual(
              minChildWeight * (1 - 1e-6),
            )
            expect(tree.gain[node]).toBeGreaterThanOrEqual(gamma * (1 - 1e-6))
          })
          expect(Math.max(...deep)).toBeLessThanOrEqual(depth)
          const leaves = tree.left.filter((left) => left < 0).length
          expect(leaves).toBeLessThanOrEqual(maxLeaves === 0 ? 2 ** depth : maxLeaves)
        }
      }),
    )
  })
})
