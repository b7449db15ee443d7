import { describe, expect, it } from 'vitest'
import { type FitProgress, roundWatcher } from '../../src/jobs/fitProgress.ts'

/** What is told of a fit whose rounds take so many milliseconds, and how often its loss was looked at. */
function watched({ rounds, roundMs }: { rounds: number; roundMs: number }) {
  let now = 0
  let losses = 0
  const told: FitProgress[] = []
  const onRound = roundWatcher(
    rounds,
    (progress) => told.push(progress),
    () => now,
  )
  for (let round = 1; round <= rounds; round++) {
    now += roundMs
    onRound({
      round,
      rounds,
      validationLoss: round / 100,
      trainLoss() {
        losses++
        return 1 / round
      },
    })
  }
  return { told, losses }
}

describe('roundWatcher', () => {
  it('tells before the first round, and of the first round', () => {
    const { told } = watched({ rounds: 3, roundMs: 1 })
    expect(told).toEqual([
      { round: 0, rounds: 3, loss: null, heldOutLoss: null },
      { round: 1, rounds: 3, loss: 1, heldOutLoss: 0.01 },
    ])
  })

  it('tells at most ten times a second', () => {
    const { told } = watched({ rounds: 1_000, roundMs: 2 })
    expect(told.length).toBeLessThanOrEqual(2 + 20)
    expect(told.length).toBeGreaterThan(15)
  })

  it('tells of every round that takes long, and looks at the loss of twenty of them', () => {
    const { told, losses } = watched({ rounds: 300, roundMs: 500 })
    expect(told.map(({ round }) => round)).toEqual(Array.from({ length: 301 }, (_, round) => round))
    expect(losses).toBe(20)
    expect(told[20]).toMatchObject({ round: 20, loss: 1 / 16 })
    expect(told[300].heldOutLoss).toBe(3)
  })
})
