import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Booster, Tree } from '../../../src/core/boosting/index.ts'
import { predictContributions, predictMargin, trainBooster } from '../../../src/core/boosting/index.ts'
import { anyBooster, anyCell, layOut } from './anyBooster.ts'
import { leafOf, plainParams, randomSample, take } from './data.ts'

/** f0 < 1 ? (f1 < 1 ? 0 : 8) : 4, half of the rows each way: the mean is (0 + 8) / 4 + 4 / 2 = 4. */
const byHand: Booster = {
  objective: 'squared',
  groups: 1,
  features: 3,
  baseScore: Float32Array.of(10),
  trees: [
    layOut(
      {
        feature: 0,
        threshold: 1,
        missingLeft: true,
        share: 0.5,
        left: {
          feature: 1,
          threshold: 1,
          missingLeft: false,
          share: 0.5,
          left: { value: 0 },
          right: { value: 8 },
        },
        right: { value: 4 },
      },
      0,
    ),
  ],
}

describe('predictContributions', () => {
  it('gives the table worked out by hand', () => {
    const columns = [Float64Array.of(0, 0, 2), Float64Array.of(0, Number.NaN, 0), new Float64Array(3)]
    // v({}) = 4, v({0}) = 4 on either side, v({1}) = 0/2 + 4/2 = 2 on the left and 6 on the right
    const low = [(4 - 4 + (0 - 2)) / 2, (2 - 4 + (0 - 4)) / 2, 0, 14] // v({0,1}) = 0
    const high = [(4 - 4 + (8 - 6)) / 2, (6 - 4 + (8 - 4)) / 2, 0, 14] // v({0,1}) = 8: missing goes right
    const side = [(4 - 4 + (4 - 2)) / 2, (2 - 4 + (4 - 4)) / 2, 0, 14] // v({0,1}) = 4
    expectClose(predictContributions(byHand, columns), [...low, ...high, ...side], 1e-12)
  })

  it('equals the definition, a mean over all orders of the features', () => {
    fc.assert(
      fc.property(
        anyBooster({ features: 6, depth: 4, rounds: 3 }),
        fc.array(anyCell, { minLength: 6, maxLength: 6 }),
        (booster, cells) => {
          const row = cells.slice(0, booster.features)
          expectClose(predictContributions(booster, columnsOf([row])), byDefinition(booster, row), 1e-9)
        },
      ),
      { numRuns: 150 },
    )
  })

  it.each([1, 3, 5, 7, 8, 10])('equals the definition at depth %i, with tables and without', (depth) => {
    const sample = randomSample(depth, 300, 5, 3, 0.2)
    const booster = trainBooster(sample.columns, sample.labels, {
      ...plainParams,
      objective: 'softmax',
      classes: 3,
      rounds: 2,
      depth,
      minChildWeight: 0,
    })
    for (const row of [0, 7, 299]) {
      const { columns } = take(sample, [row])
      const cells = columns.map(([cell]) => cell)
      expectClose(predictContributions(booster, columns), byDefinition(booster, cells), 1e-9)
    }
  })

  it('adds up to the margin', () => {
    const rows = fc.array(fc.array(anyCell, { minLength: 8, maxLength: 8 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(anyBooster({ features: 8, depth: 6, rounds: 4 }), rows, (booster, cells) => {
        const columns = columnsOf(cells.map((row) => row.slice(0, booster.features)))
        const sums = sumsOf(predictContributions(booster, columns), booster)
        const margin = exactMargin(booster, columns)
        const scale = Math.max(1, ...margin.map(Math.abs))
        expectClose(sums, margin, 1e-9 * scale)
        // predictMargin adds leaves in float32, as XGBoost does
        expectClose(sums, Array.from(predictMargin(booster, columns)), 1e-5 * scale)
      }),
    )
  })

  it('gives nothing to a feature that no split uses', () => {
    fc.assert(
      fc.property(
        anyBooster({ features: 6, depth: 5, rounds: 3 }),
        fc.array(anyCell, { minLength: 6, maxLength: 6 }),
        (booster, row) => {
          const used = new Set(booster.trees.flatMap(splitFeatures))
          const got = predictContributions(booster, columnsOf([row.slice(0, booster.features)]))
          for (let i = 0; i < got.length; i++) {
            const feature = i % (booster.features + 1)
            if (feature < booster.features && !used.has(feature)) expect(got[i]).toBe(0)
          }
        },
      ),
    )
  })

  it('gives each row the same whatever rows come with it', () => {
    const sample = randomSample(2, 1200, 4, 3, 0.1)
    for (const depth of [3, 9]) {
      const params = { ...plainParams, objective: 'softmax', classes: 3, rounds: 3, depth } as const
      const booster = trainBooster(sample.columns, sample.labels, params)
      const all = predictContributions(booster, sample.columns)
      for (const row of [0, 511, 512, 1199]) {
        const alone = predictContributions(booster, take(sample, [row]).columns)
        expect(alone).toEqual(all.slice(row * 15, row * 15 + 15))
      }
    }
  })

  it('shares a split that no training row reached equally, instead of giving NaN', () => {
    const split = { feature: 0, threshold: 0, missingLeft: true, share: 0.5 }
    const unreached = { ...split, feature: 1, left: { value: 1 }, right: { value: 3 } }
    const tree = layOut({ ...split, share: 1, left: { value: 2 }, right: unreached }, 0)
    const booster = { ...byHand, trees: [tree] }
    const columns = [Float64Array.of(1), Float64Array.of(1), Float64Array.of(0)]
    // v({}) = v({1}) = 2, v({0}) = 2, v({0,1}) = 3
    expectClose(predictContributions(booster, columns), [0.5, 0.5, 0, 12], 1e-12)
  })

  it('gives nothing for no rows, and the bias alone for a model without trees', () => {
    const none = [new Float64Array(0), new Float64Array(0), new Float64Array(0)]
    expect(predictContributions(byHand, none)).toHaveLength(0)
    const one = none.map(() => Float64Array.of(5))
    expect(Array.from(predictContributions({ ...byHand, trees: [] }, one))).toEqual([0, 0, 0, 10])
  })

  it('refuses a model that does not say which way its training rows went', () => {
    const [tree] = byHand.trees
    const columns = [Float64Array.of(0), Float64Array.of(0), Float64Array.of(0)]
    for (const cover of [new Float32Array(5), Float32Array.of(4, 2, -1, 1, 1)]) {
      const booster = { ...byHand, trees: [tree, { ...tree, cover }] }
      expect(() => predictContributions(booster, columns)).toThrow(/tree 1 of the model does not say/)
    }
  })

  it('refuses other columns than those it was trained on', () => {
    expect(() => predictContributions(byHand, [])).toThrow(/trained on 3 features, got 0/)
  })
})

/** Rows as columns. */
function columnsOf(rows: number[][]): Float64Array[] {
  return rows[0].map((_, feature) => Float64Array.from(rows, (row) => row[feature]))
}

function sumsOf(contributions: Float64Array, { features }: Booster): number[] {
  const stride = features + 1
  return Array.from({ length: contributions.length / stride }, (_, i) =>
    contributions.subarray(i * stride, (i + 1) * stride).reduce((sum, value) => sum + value, 0),
  )
}

/** The margin added in float64. */
function exactMargin(booster: Booster, columns: Float64Array[]): number[] {
  const { groups, trees } = booster
  return Array.from({ length: columns[0].length * groups }, (_, i) => {
    const own = trees.filter(({ group }) => group === i % groups)
    const leaves = own.map((tree) => tree.threshold[leafOf(tree, columns, Math.floor(i / groups))])
    return leaves.reduce((sum, leaf) => sum + leaf, baseMargin(booster, i % groups))
  })
}

/** Of a model without trees, which predicts it in float32. */
function baseMargin(booster: Booster, group: number): number {
  const columns = Array.from({ length: booster.features }, () => Float64Array.of(0))
  return predictMargin({ ...booster, trees: [] }, columns)[group]
}

const splitFeatures = ({ left, feature }: Tree): number[] =>
  Array.from(feature).filter((_, node) => left[node] >= 0)

/** Shapley values by their definition: every set of the other features, weighted; 2^features evaluations a tree. */
function byDefinition(booster: Booster, row: number[]): number[] {
  const { groups, features, trees } = booster
  const out = new Array<number>(groups * (features + 1)).fill(0)
  const sets = 2 ** features
  for (let group = 0; group < groups; group++) {
    const own = trees.filter((tree) => tree.group === group)
    const value = Array.from({ length: sets }, (_, set) =>
      own.reduce((sum, tree) => sum + expectation(tree, row, set), 0),
    )
    const start = group * (features + 1)
    for (let feature = 0; feature < features; feature++) {
      for (let set = 0; set < sets; set++) {
        if (set & (1 << feature)) continue
        const size = bitCount(set)
        const weight = (factorial(size) * factorial(features - size - 1)) / factorial(features)
        out[start + feature] += weight * (value[set | (1 << feature)] - value[set])
      }
    }
    out[start + features] = baseMargin(booster, group) + value[0]
  }
  return out
}

/** The tree's value when the features of a set are known: both ways, by the shares of the training rows, at others. */
function expectation(tree: Tree, row: number[], set: number, node = 0): number {
  const { left, right, feature, threshold, defaultLeft, cover } = tree
  if (left[node] < 0) return threshold[node]
  const below = (child: number) => expectation(tree, row, set, child)
  if (set & (1 << feature[node])) {
    const cell = Math.fround(row[feature[node]])
    const goesLeft = Number.isNaN(cell) ? defaultLeft[node] === 1 : cell < threshold[node]
    return below(goesLeft ? left[node] : right[node])
  }
  const share = (child: number) => (cover[node] > 0 ? cover[child] / cover[node] : 0.5)
  return share(left[node]) * below(left[node]) + share(right[node]) * below(right[node])
}

const bitCount = (set: number): number => (set === 0 ? 0 : (set & 1) + bitCount(set >> 1))
const factorial = (n: number): number => (n < 2 ? 1 : n * factorial(n - 1))

function expectClose(got: ArrayLike<number>, want: ArrayLike<number>, tolerance: number): void {
  expect(got).toHaveLength(want.length)
  const most = Math.max(...Array.from(want, (value, i) => Math.abs(value - got[i])))
  expect(most, `got ${Array.from(got)}, want ${Array.from(want)}`).toBeLessThanOrEqual(tolerance)
}
