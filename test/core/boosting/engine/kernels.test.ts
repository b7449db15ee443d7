import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Arena, webAssemblyMemory } from '../../../../src/core/boosting/engine/arena.ts'
import { boardBytes } from '../../../../src/core/boosting/engine/crew.ts'
import type { Engine } from '../../../../src/core/boosting/engine/index.ts'
import { compileKernels, webAssemblyKernels } from '../../../../src/core/boosting/engine/webassembly.ts'
import { type BoosterParams, trainBooster } from '../../../../src/core/boosting/index.ts'
import { Random } from '../../../../src/core/random.ts'
import { isAskedForAll } from '../../../askedForAll.ts'
import { plainParams, randomSample } from '../data.ts'
import { engines } from '../growTree.ts'

const [[, webAssembly], [, javaScript]] = engines

/** Parameters of every kind that reach a kernel. */
const params = fc.record({
  objective: fc.constantFrom('binary' as const, 'softmax' as const, 'squared' as const),
  classes: fc.integer({ min: 2, max: 5 }),
  depth: fc.integer({ min: 1, max: 6 }),
  lambda: fc.constantFrom(0, 1, 3.5),
  alpha: fc.constantFrom(0, 0.2),
  minChildWeight: fc.constantFrom(0, 0.3, 2),
  subsample: fc.constantFrom(1, 0.7),
  columnSample: fc.constantFrom(1, 0.5),
  columnSampleByLevel: fc.constantFrom(1, 0.6),
  maxLeaves: fc.constantFrom(0, 5),
  growth: fc.constantFrom('depth' as const, 'leaf' as const),
  maxBins: fc.constantFrom(4, 32, 256),
})

describe('the kernels in WebAssembly', () => {
  it('grow the very models that those in JavaScript do', () => {
    fc.assert(
      fc.property(
        params,
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom('none', 'whole', 'broken'),
        fc.boolean(),
        (chosen, seed, rows, features, weighing, monotone) => {
          const classes = chosen.objective === 'softmax' ? chosen.classes : 2
          const sample = randomSample(seed, rows, features, classes, 0.1)
          const weights = weightsOf(weighing, rows)
          const all: BoosterParams = {
            ...plainParams,
            ...chosen,
            rounds: 4,
            maxLeaves: chosen.growth === 'leaf' ? 5 : chosen.maxLeaves,
            ...(monotone && { monotone: Int8Array.from({ length: features }, (_, i) => (i % 3) - 1) }),
          }
          const byWebAssembly = trainBooster(sample.columns, sample.labels, all, weights, webAssembly)
          const byJavaScript = trainBooster(sample.columns, sample.labels, all, weights, javaScript)
          expect(byWebAssembly).toEqual(byJavaScript)
        },
      ),
      { numRuns: isAskedForAll ? 150 : 60 },
    )
  })

  it('do so where there are more rows than fit into packed sums at once', () => {
    const { columns, labels } = randomSample(4, 70_001, 3, 3, 0.05)
    for (const weights of [undefined, Float64Array.from(labels, (_, row) => (row % 7) * 100)]) {
      const changes = {
        ...plainParams,
        objective: 'softmax' as const,
        classes: 3,
        rounds: 2,
        depth: 4,
        subsample: 0.9,
      }
      const [first, second] = engines.map(([, engine]) =>
        trainBooster(columns, labels, changes, weights, engine),
      )
      expect(first).toEqual(second)
    }
  })
})

describe('tasks', () => {
  it.runIf(isAskedForAll)('may be done in any order and by any lane', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 60 }), (seed, features) => {
        const sample = randomSample(seed, 2_500, features, 3, 0.1)
        const all = { ...plainParams, objective: 'softmax' as const, classes: 3, rounds: 5, depth: 5 }
        const alone = trainBooster(sample.columns, sample.labels, all, undefined, webAssembly)
        const shuffled = trainBooster(sample.columns, sample.labels, all, undefined, manyLanes(seed))
        expect(shuffled).toEqual(alone)
      }),
      { numRuns: 20 },
    )
  })
})

/** An engine that says it has three lanes and lets them do tasks one at a time, now this, now that. */
function manyLanes(seed: number): Engine {
  const memory = webAssemblyMemory()
  const kernels = webAssemblyKernels(compileKernels(), memory)
  const random = new Random(seed)
  return {
    arena: new Arena(boardBytes, memory),
    crew: {
      lanes: 3,
      run({ kernel, fit, tasks, taskBytes, count, scratch, scratchBytes }) {
        const order = Array.from({ length: count }, (_, task) => ({ task, key: random.nextUint32() }))
        for (const { task, key } of order.sort((a, b) => a.key - b.key)) {
          kernels[kernel](fit, tasks + task * taskBytes, scratch + (key % 3) * scratchBytes)
        }
      },
    },
  }
}

function weightsOf(kind: string, rows: number): Float64Array | undefined {
  if (kind === 'none') return undefined
  const step = kind === 'whole' ? 1 : 0.37
  // The first row counts, so that something does.
  return Float64Array.from({ length: rows }, (_, row) => ((row + 1) % 4) * step)
}
