import { afterEach, describe, expect, it, vi } from 'vitest'
import { overfittingSteps } from '../../src/core/statistics/overfitting.ts'
import { stationaryResamples } from '../../src/core/statistics/stationaryBootstrap.ts'
import { superiorAbilitySteps } from '../../src/core/statistics/superiorAbility.ts'
import type { Steps } from '../../src/core/steps.ts'
import { inTurns } from '../../src/services/inTurns.ts'

afterEach(() => vi.restoreAllMocks())

/** Most steps that are done between two turns of others, where each step takes so long. */
async function mostAtOnce(stepMs: number, steps: number): Promise<number> {
  let now = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  let [done, most] = [0, 0]
  let goesOn = true
  const turn = () => {
    most = Math.max(most, done)
    done = 0
    if (goesOn) setImmediate(turn)
  }
  setImmediate(turn)
  function* work(): Steps<void> {
    for (let step = 0; step < steps; step++) {
      now += stepMs
      done++
      yield
    }
  }
  await inTurns(work())
  goesOn = false
  return most
}

describe('inTurns', () => {
  it('lets others have their turn after each few milliseconds of work', async () => {
    expect(await mostAtOnce(1, 100)).toBeLessThanOrEqual(10)
    expect(await mostAtOnce(20, 10)).toBe(1)
  })

  it('gives up when the signal is aborted', async () => {
    const steps: Steps<void> = (function* () {
      yield
    })()
    await expect(inTurns(steps, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
  })
})

it('the statistics of a sweep stop at each variant before they compare any', () => {
  const rows = 200
  const columns = Array.from({ length: 30 }, (_, variant) =>
    Float64Array.from({ length: rows }, (_, row) => Math.sin(row * (variant + 1)) / 100),
  )
  const stepsOf = (steps: Steps<unknown>) => [...steps].length
  // Of each variant: whether it was there before, and its sums; then at least one of the splits.
  expect(stepsOf(overfittingSteps(columns))).toBeGreaterThan(2 * columns.length)
  // Whether it varies and whether it was there before; then its resamples, with three others.
  expect(stepsOf(superiorAbilitySteps(columns, stationaryResamples(rows, 1, { draws: 10 })))).toBeGreaterThan(
    2 * columns.length,
  )
})
