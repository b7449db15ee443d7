import { describe, expect, it } from 'vitest'
import {
  answered,
  back,
  done,
  type StepName,
  startOf,
  stepNames,
  stoppedSweep,
} from '../../../src/cli/guide/progress.ts'

const silent: StepName[] = ['build']
const asks = (step: StepName): boolean => !silent.includes(step)

/** A run whose sweep was done, and that asks for rows. */
function atRows() {
  let progress = startOf({
    pack: 'p',
    model: 'm',
    risk: 'r',
    window: 'all',
    findings: 'stop',
    sweep: { splits: 2 },
  })
  const outcomes = {
    preview: { preview: { ok: true } },
    build: { build: { run_id: 'b', matrix_sha: 'a1' } },
    sweep: { sweep: { sweep_id: 's' } },
  }
  for (const step of stepNames.slice(0, stepNames.indexOf('rows')))
    progress = done(progress, step, step in outcomes ? outcomes[step as keyof typeof outcomes] : {})
  return progress
}

describe('the progress of a guided run', () => {
  it('goes through the steps in their order to the end', () => {
    const seen: string[] = []
    let progress = startOf()
    while (progress.at !== 'end') {
      seen.push(progress.at)
      progress = done(progress, progress.at)
    }
    expect(seen).toEqual([...stepNames])
  })

  it('goes back to the nearest step that asks, and keeps the answers to offer them again', () => {
    const before = { ...atRows(), at: 'variants' as const }
    const progress = back(before, asks)
    expect(progress).toMatchObject({ at: 'preview', answers: { pack: 'p', sweep: { splits: 2 } } })
    expect(back(startOf(), asks)).toBeUndefined()
  })

  it('forgets what came of a step, and of those after it, that is answered anew', () => {
    const progress = answered({ ...atRows(), at: 'window' }, 'window', { window: { start: '2012-01-01' } })
    expect(progress.outcomes).toEqual({})
    expect(progress.answers).toMatchObject({ window: { start: '2012-01-01' }, sweep: { splits: 2 } })
    expect(answered(atRows(), 'variants', {}).outcomes).toEqual({
      preview: { ok: true },
      build: { run_id: 'b', matrix_sha: 'a1' },
    })
  })

  it('goes on with a sweep that was stopped, unless something before it is answered anew', () => {
    const stopped = stoppedSweep({ ...atRows(), at: 'sweep' }, 's1')
    expect(answered(stopped, 'sweep', {}).stopped_sweep).toBe('s1')
    expect(answered(stopped, 'variants', { sweep: { splits: 3 } }).stopped_sweep).toBeUndefined()
  })
})
