import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Tree } from '../../../src/core/boosting/index.ts'
import { predictMargin } from '../../../src/core/boosting/index.ts'
import { leafOf, randomSample } from '../../core/boosting/data.ts'
import { orders, type Training, train, trainings, withPlaces } from './training.ts'

const finite = fc.float({ noNaN: true, noDefaultInfinity: true })

/** A training, and for its first feature as many rising float32 values as it has different ones. */
const withRisingValues = trainings.chain((training) => {
  const distinct = distinctOf(training.columns[0])
  const rising = fc.uniqueArray(finite, {
    minLength: distinct.length,
    maxLength: distinct.length,
    comparator: (a, b) => a === b, // 0 and -0 are one value
  })
  return fc.tuple(
    fc.constant(training),
    rising.map((values) => new Map(values.sort((a, b) => a - b).map((value, i) => [distinct[i], value]))),
  )
})

function distinctOf(column: Float64Array): number[] {
  return [...new Set(column)].filter((value) => !Number.isNaN(value)).sort((a, b) => a - b)
}

/** All of a tree but where on its features it splits. */
function shapeOf(tree: Tree): Omit<Tree, 'threshold'> & { leaves: number[] } {
  const { threshold, ...rest } = tree
  return { ...rest, leaves: Array.from(threshold).filter((_, node) => tree.left[node] < 0) }
}

/** The training with another column put in before feature `place`. */
function withColumn(training: Training, column: Float64Array, place: number): Training {
  return { ...training, columns: training.columns.toSpliced(place, 0, column) }
}

describe('a feature', () => {
  it('may be transformed by anything that rises: every tree parts the rows as before', () => {
    fc.assert(
      fc.property(withRisingValues, ([training, transform]) => {
        const [first, ...others] = training.columns
        const transformed = [first.map((value) => transform.get(value) ?? Number.NaN), ...others]
        const before = train(training)
        const after = train({ ...training, columns: transformed })
        expect(after.trees.map(shapeOf)).toEqual(before.trees.map(shapeOf))
        before.trees.forEach((tree, i) => {
          for (let row = 0; row < first.length; row++) {
            expect(leafOf(after.trees[i], transformed, row)).toBe(leafOf(tree, training.columns, row))
          }
        })
      }),
    )
  })

  it('that never changes, or is always missing, changes nothing but the numbers of those after it', () => {
    const value = fc.oneof(finite, fc.constant(Number.NaN))
    fc.assert(
      fc.property(trainings, value, fc.nat(4), (training, constant, at) => {
        const features = training.columns.length
        const place = Math.min(at, features)
        const column = new Float64Array(training.labels.length).fill(constant)
        const places = training.columns.map((_, feature) => (feature < place ? feature : feature + 1))
        const widened = withColumn(training, column, place)
        expect(train(widened)).toEqual(withPlaces(train(training), places, features + 1))
      }),
    )
  })

  it('that repeats one before it is never used', () => {
    fc.assert(
      fc.property(trainings, fc.nat(3), (training, original) => {
        const features = training.columns.length
        const copy = training.columns[original % features]
        const places = training.columns.map((_, feature) => feature)
        const widened = withColumn(training, copy, features)
        expect(train(widened)).toEqual(withPlaces(train(training), places, features + 1))
      }),
    )
  })

  it('may stand in any place', () => {
    const continuous = fc.tuple(fc.nat(1e6), orders(4)).map(([seed, order]) => {
      const { columns } = randomSample(seed, 150, 4, 2, 0.1)
      const [labels] = randomSample(seed + 1, 150, 1).columns
      return { columns, labels: labels.map((noise, row) => noise + (columns[1][row] > 0 ? 1 : 0)), order }
    })
    fc.assert(
      fc.property(continuous, trainings, ({ columns, labels, order }, { params }) => {
        // Large nodes and labels of many digits: no two features gain the same, which would be for the first to have.
        const training: Training = {
          columns,
          labels,
          params: { ...params, objective: 'squared', minChildWeight: 20 },
        }
        const moved = order.map((feature) => columns[feature])
        const places = columns.map((_, feature) => order.indexOf(feature))
        const before = train(training)
        const after = train({ ...training, columns: moved })
        expect(after).toEqual(withPlaces(before, places, 4))
        expect(predictMargin(after, moved)).toEqual(predictMargin(before, columns))
      }),
      { seed: 5 }, // a near tie might turn up among enough seeds
    )
  })
})
