import type { GuideAnswers, GuideProgress } from '../../host/guideFiles.ts'

/** The steps of a guided run, in their order. */
export const stepNames = [
  'pack',
  'model',
  'risk',
  'window',
  'preview',
  'build',
  'variants',
  'sweep',
  'rows',
  'train',
  'report',
] as const satisfies readonly Exclude<GuideProgress['at'], 'end'>[]

export type StepName = (typeof stepNames)[number]
export type Outcomes = GuideProgress['outcomes']

/** A guided run that starts, with answers given before or with none. */
export function startOf(answers: Partial<GuideAnswers> = {}): GuideProgress {
  return { version: 1, at: 'pack', answers, outcomes: {} }
}

/**
 * A step is answered. What it and later steps came to, under another answer, is no longer so; the later answers stay, to
 * be offered again.
 */
export function answered(
  progress: GuideProgress,
  step: StepName,
  answer: Partial<GuideAnswers>,
): GuideProgress {
  const { stopped_sweep, ...rest } = progress
  const keepsSweep = stopped_sweep !== undefined && placeOf(step) >= placeOf('sweep')
  return {
    ...rest,
    answers: { ...progress.answers, ...answer },
    outcomes: outcomesBefore(progress.outcomes, step),
    ...(keepsSweep && { stopped_sweep }),
  }
}

/** A step has done what it does: the next one follows. */
export function done(progress: GuideProgress, step: StepName, outcome: Outcomes = {}): GuideProgress {
  return {
    ...progress,
    at: stepNames[placeOf(step) + 1] ?? 'end',
    outcomes: { ...progress.outcomes, ...outcome },
  }
}

/** The nearest step before that asks; undefined where there is none. */
export function back(progress: GuideProgress, asks: (step: StepName) => boolean): GuideProgress | undefined {
  if (progress.at === 'end') return undefined
  const before = stepNames.slice(0, placeOf(progress.at)).findLast(asks)
  return before && { ...progress, at: before }
}

/** A sweep was stopped: the step that runs it goes on with it. */
export function stoppedSweep(progress: GuideProgress, id: string): GuideProgress {
  return { ...progress, stopped_sweep: id }
}

const placeOf = (step: StepName): number => stepNames.indexOf(step)

function outcomesBefore(outcomes: Outcomes, step: StepName): Outcomes {
  const { preview, build, sweep, rows, train } = outcomes
  const isBefore = (name: StepName): boolean => placeOf(name) < placeOf(step)
  return {
    ...(preview && isBefore('preview') && { preview }),
    ...(build && isBefore('build') && { build }),
    ...(sweep && isBefore('sweep') && { sweep }),
    ...(rows && isBefore('rows') && { rows }),
    ...(train && isBefore('train') && { train }),
  }
}
