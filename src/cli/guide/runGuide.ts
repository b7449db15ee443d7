import { SigmaError } from '../../core/errors.ts'
import type { GuideProgress } from '../../host/guideFiles.ts'
import { Interrupted } from '../interrupted.ts'
import { reportError } from '../output/errors.ts'
import { back, type StepName, stoppedSweep } from './progress.ts'
import { Back, Left, type Prompts } from './prompts.ts'
import type { GuideRun, Step } from './step.ts'

/**
 * Takes a guided run from where it is to its end. Where somebody is asked, Back takes the question before, and after a
 * failure they say what now; the answers stay.
 *
 * @param resume the command that goes on with what is kept
 * @throws Interrupted when whoever is asked leaves, or Ctrl-C stops the work; what was answered is kept by then
 */
export async function runGuide(
  run: GuideRun,
  steps: readonly Step[],
  from: GuideProgress,
  resume: string,
): Promise<GuideProgress> {
  let progress = from
  const asks = (name: StepName): boolean => steps.some((step) => step.name === name && step.asks)
  const keep = async (next: GuideProgress): Promise<void> => {
    progress = next
    await run.keep(next)
  }
  while (progress.at !== 'end') {
    const { at } = progress
    const step = steps.find(({ name }) => name === at)
    if (!step) throw new Error(`a guided run has no step ${at}`)
    if (!run.prompts) run.heading(`${steps.indexOf(step) + 1} of ${steps.length}: ${at}`)
    try {
      const next = await step.take({ ...run, keep }, progress)
      for (const words of step.commands(next)) run.repeat(words)
      await keep(next)
    } catch (error) {
      await keep(await afterwards(error, progress))
    }
  }
  return progress

  /** Where it goes on after an error, if it does. */
  async function afterwards(error: unknown, now: GuideProgress): Promise<GuideProgress> {
    const { prompts } = run
    if (!prompts) throw error
    if (error instanceof Back) return before(now)
    if (error instanceof Left) throw left(now)
    if (error instanceof Interrupted) {
      const { sweep_id: id } = error.details
      await keep(typeof id === 'string' ? stoppedSweep(now, id) : now)
      throw new Interrupted(error.message, `go on with: ${resume}`, error.details)
    }
    if (!(error instanceof SigmaError)) throw error
    reportError(error, { ...run.context.globals, json: false, jsonl: false })
    return askWhatNow(prompts, now)
  }

  async function askWhatNow(prompts: Prompts, now: GuideProgress): Promise<GuideProgress> {
    try {
      const what = await prompts.select('What now?', [
        { value: 'back', name: 'back to the question before' },
        { value: 'again', name: 'try again' },
        { value: 'stop', name: 'stop here; the answers are kept' },
      ])
      if (what === 'stop') throw new Left()
      return what === 'back' ? before(now) : now
    } catch (error) {
      if (error instanceof Left) throw left(now)
      if (error instanceof Back) return before(now)
      throw error
    }
  }

  function before(now: GuideProgress): GuideProgress {
    const earlier = back(now, asks)
    if (!earlier) run.say('this is the first question; Ctrl-C stops')
    return earlier ?? now
  }

  function left({ at }: GuideProgress): Interrupted {
    return new Interrupted(
      `left at the question of ${at}; the answers so far are kept`,
      `go on with: ${resume}`,
    )
  }
}
