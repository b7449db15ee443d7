import fc from 'fast-check'
import type { Booster, Tree } from '../../../src/core/boosting/index.ts'

/** A tree as it is grown in one's head: `share` of a split's rows go left. */
type Nested =
  | { value: number }
  | { feature: number; threshold: number; missingLeft: boolean; share: number; left: Nested; right: Nested }

interface Shape {
  features: number
  /** Splits between root and leaf, at most. */
  depth: number
  /** Rounds, at most. */
  rounds: number
}

const float = (max: number) => fc.float({ noNaN: true, noDefaultInfinity: true, min: -max, max })

function nestedTree(features: number, depth: number): fc.Arbitrary<Nested> {
  const leaf = fc.record({ value: float(10) })
  if (depth === 0) return leaf
  const below = nestedTree(features, depth - 1)
  const split = fc.record({
    feature: fc.nat(features - 1),
    threshold: fc.oneof(fc.integer({ min: -2, max: 2 }), float(1e6)),
    missingLeft: fc.boolean(),
    share: fc.oneof(fc.constantFrom(0, 0.5, 1), fc.float({ noNaN: true, min: 0, max: 1 })),
    left: below,
    right: below,
  })
  return fc.oneof({ weight: 1, arbitrary: leaf }, { weight: 4, arbitrary: split })
}

/** Any model that Sigma can hold: no data need ever give it. Covers add up, gains and weights are numbers. */
export function anyBooster({ features, depth, rounds }: Shape): fc.Arbitrary<Booster> {
  const shape = fc.record({
    objective: fc.constantFrom('binary' as const, 'softmax' as const, 'squared' as const),
    classes: fc.integer({ min: 2, max: 4 }),
    features: fc.integer({ min: 1, max: features }),
    rounds: fc.nat(rounds),
  })
  return shape.chain(({ objective, classes, rounds: count, ...given }) => {
    const groups = objective === 'softmax' ? classes : 1
    const base = objective === 'binary' ? fc.float({ noNaN: true, min: 2 ** -20, max: 0.5 }) : float(100)
    return fc.record({
      objective: fc.constant(objective),
      groups: fc.constant(groups),
      features: fc.constant(given.features),
      baseScore: fc
        .array(base, { minLength: groups, maxLength: groups })
        .map((scores) => Float32Array.from(scores)),
      trees: fc
        .array(fc.tuple(nestedTree(given.features, depth), float(100)), {
          minLength: count * groups,
          maxLength: count * groups,
        })
        .map((trees) => trees.map(([nested, seed], id) => layOut(nested, id % groups, seed))),
    })
  })
}

/** The tree in the arrays of a model, level by level. `seed` fills what predicting does not read. */
export function layOut(nested: Nested, group: number, seed = 1): Tree {
  const nodes: { nested: Nested; cover: number; left: number; right: number }[] = []
  const queue = [{ nested, cover: 128 }]
  for (let place = 0; place < queue.length; place++) {
    const { nested: node, cover } = queue[place]
    const isLeaf = 'value' in node
    nodes.push({
      nested: node,
      cover,
      left: isLeaf ? -1 : queue.length,
      right: isLeaf ? -1 : queue.length + 1,
    })
    if (isLeaf) continue
    queue.push({ nested: node.left, cover: cover * node.share })
    queue.push({ nested: node.right, cover: cover * (1 - node.share) })
  }
  return {
    group,
    left: Int32Array.from(nodes, ({ left }) => left),
    right: Int32Array.from(nodes, ({ right }) => right),
    feature: Int32Array.from(nodes, ({ nested: node }) => ('value' in node ? 0 : node.feature)),
    threshold: Float32Array.from(nodes, ({ nested: node }) =>
      'value' in node ? node.value : node.threshold,
    ),
    defaultLeft: Uint8Array.from(nodes, ({ nested: node }) => ('value' in node || !node.missingLeft ? 0 : 1)),
    gain: Float32Array.from(nodes, ({ nested: node }, i) => ('value' in node ? 0 : (Math.abs(seed) + i) / 3)),
    cover: Float32Array.from(nodes, ({ cover }) => cover),
    weight: Float32Array.from(nodes, ({ cover }) => cover * seed),
  }
}

/** Cells that lie around the thresholds of `anyBooster`, missing ones among them. */
export const anyCell: fc.Arbitrary<number> = fc.oneof(
  fc.constant(Number.NaN),
  fc.integer({ min: -3, max: 3 }),
  float(1e6),
)
