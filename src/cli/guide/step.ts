import type { FieldError } from '../../core/errors.ts'
import type { GuideAnswers, GuideProgress } from '../../host/guideFiles.ts'
import type { CliContext } from '../context.ts'
import { answered, done, type Outcomes, type StepName } from './progress.ts'
import type { Prompts } from './prompts.ts'
import type { Ran } from './runLine.ts'

/** What the steps of a guided run work with. */
export interface GuideRun {
  context: CliContext
  /** Who is asked; undefined where the answers are given. */
  prompts: Prompts | undefined
  /** Commands are shown and not run. */
  isDry: boolean
  /** Runs a command line. */
  line(words: readonly string[]): Promise<Ran>
  /** Tells something of the run; silent under --json. */
  say(text: string): void
  /** Tells what a command line printed, and what it noted. */
  tell(ran: Ran): void
  /** Tells which step it is, where no question does. */
  heading(text: string): void
  /** Tells the command that repeats a step. */
  repeat(words: readonly string[]): void
  keep(progress: GuideProgress): Promise<void>
  /** The error for answers that were given and can't be. */
  refused(faults: readonly FieldError[]): Error
}

/** A step of a guided run, as data: what it has to see first, what it asks, what it does, which commands repeat it. */
interface Definition<Seen> {
  name: StepName
  /** What the question is asked about, told where that is of use. */
  see(run: GuideRun, progress: GuideProgress): Promise<Seen>
  ask?(prompts: Prompts, seen: Seen, progress: GuideProgress): Promise<Partial<GuideAnswers>>
  /** What is wrong with an answer that was not asked for here. */
  check?(seen: Seen, progress: GuideProgress): FieldError[]
  /** Does the work; not called where commands are only shown. */
  act?(run: GuideRun, progress: GuideProgress, seen: Seen): Promise<Outcomes>
  /** The command lines that repeat it. */
  commands(progress: GuideProgress): string[][]
  /** Whether they do something, so that the script of the whole run needs them. */
  isInScript: boolean
}

export interface Step {
  name: StepName
  asks: boolean
  isInScript: boolean
  commands(progress: GuideProgress): string[][]
  /** Takes the step: the progress after it. */
  take(run: GuideRun, progress: GuideProgress): Promise<GuideProgress>
}

/** A step from its data. */
export function step<Seen>(definition: Definition<Seen>): Step {
  const { name, see, ask, check, act, commands, isInScript } = definition
  return {
    name,
    asks: ask !== undefined,
    isInScript,
    commands,
    async take(run, progress) {
      const seen = await see(run, progress)
      const next = answered(progress, name, ask && run.prompts ? await ask(run.prompts, seen, progress) : {})
      const faults = check?.(seen, next) ?? []
      if (faults.length > 0) throw run.refused(faults)
      // Kept before the work, which may be stopped.
      await run.keep(next)
      return done(next, name, act && !run.isDry ? await act(run, next, seen) : {})
    },
  }
}
