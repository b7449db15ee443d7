import { describe, expect, it } from 'vitest'
import { trainBooster } from '../../src/core/boosting/index.ts'
import { threadEngine } from '../../src/jobs/threadEngine.ts'
import { plainParams, randomSample } from '../core/boosting/data.ts'

describe('threadEngine', () => {
  const sample = randomSample(9, 6_000, 21, 3, 0.05)
  const params = {
    ...plainParams,
    objective: 'softmax' as const,
    classes: 3,
    depth: 5,
    subsample: 0.8,
    columnSample: 0.9,
  }
  const train = (threads: number) =>
    trainBooster(sample.columns, sample.labels, params, undefined, threadEngine(threads))

  it('grows byte-equal models with any number of threads, time after time', () => {
    const alone = train(1)
    for (const threads of [2, 2, 3, 2]) expect(train(threads)).toEqual(alone)
  })

  it('does work on every thread', async () => {
    const { crew, arena } = threadEngine(2)
    expect(crew.lanes).toBe(2)
    // Word 32 of the board says that lane 1 listens, 34 which work it has done last.
    const words = arena.int32(0, 256)
    for (let tries = 0; Atomics.load(words, 32) === 0 && tries < 200; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    const before = Atomics.load(words, 34)
    train(2)
    expect(Atomics.load(words, 34)).toBeGreaterThan(before)
  })

  it('makes its threads once', () => {
    expect(threadEngine(2)).toBe(threadEngine(2))
  })
})
