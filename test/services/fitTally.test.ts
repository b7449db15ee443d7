import { describe, expect, it } from 'vitest'
import type { Progress } from '../../src/jobs/queue.ts'
import { FitTally, type JobPart } from '../../src/services/fitTally.ts'

const works = [
  { binning: 20, round: 1, rounds: 80 },
  { binning: 20, round: 1, rounds: 80 },
]
const at = (round: number) => ({ round, rounds: 80, loss: null, heldOutLoss: null })

function tally(part?: JobPart) {
  const told: Progress[] = []
  const clock = { seconds: 0 }
  const fits = new FitTally(
    works,
    (progress) => told.push(progress),
    part,
    () => 1_000 * clock.seconds,
  )
  return { told, clock, fits }
}

describe('FitTally', () => {
  it('tells at once that nothing is done', () => {
    expect(tally().told).toEqual([{ done: 0, total: 2, message: 'fitting', share: 0 }])
  })

  it('counts the rounds of a fit by the work in them, and takes the time left from the pace so far', () => {
    const { told, clock, fits } = tally()
    fits.onProgress(0, at(0))
    expect(told.at(-1)).toMatchObject({ share: 0, fit: { round: 0 } })
    clock.seconds = 10
    fits.onProgress(0, at(30)) // binning and 30 rounds: 50 of 200
    expect(told.at(-1)).toMatchObject({ done: 0, share: 0.25, fit: { round: 30 }, secondsLeft: 30 })
  })

  it('counts fits side by side together, and tells of the earliest', () => {
    const { told, clock, fits } = tally()
    clock.seconds = 10
    fits.onProgress(1, at(30))
    fits.onProgress(0, at(10))
    expect(told.at(-1)).toMatchObject({ share: 0.4, fit: { round: 10 } })
    fits.onFit(0) // stopped early: all of its work is done with
    expect(told.at(-1)).toMatchObject({ done: 1, share: 0.75, fit: { round: 30 } })
    fits.onFit(1)
    expect(told.at(-1)).toEqual({ done: 2, total: 2, message: 'fitting', share: 1, secondsLeft: 0 })
  })

  it('does not guess the time left before there is something to go by', () => {
    const { told, clock, fits } = tally()
    clock.seconds = 0.5
    fits.onProgress(0, at(40))
    expect(told.at(-1)).not.toHaveProperty('secondsLeft')
    clock.seconds = 10
    fits.onProgress(0, at(0))
    expect(told.at(-1)).not.toHaveProperty('secondsLeft')
  })

  it('counts a part of a job among parts alike, such as the fit keys of a sweep', () => {
    const { told, clock, fits } = tally({ index: 1, of: 3, fits: 0.8 })
    clock.seconds = 10
    fits.onFit(0)
    expect(told.at(-1)).toMatchObject({ done: 3, total: 6, share: (1 + 0.4) / 3, secondsLeft: 10 + 20 })
  })
})
