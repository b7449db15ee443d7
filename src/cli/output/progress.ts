import type { Ora } from 'ora'
import { fixed, timeLeft } from './format.ts'

/** How far work is, and what is being done. */
export interface ShownProgress {
  done: number
  total: number
  message: string
  /** The fit that is being done; round 0 is its preparation. */
  fit?: { round: number; rounds: number; loss: number | null; heldOutLoss: number | null }
  secondsLeft?: number
  /** Steps done a second. */
  rate?: number
  /** The job, which can be watched and canceled by it. */
  id?: string
}

export interface ProgressLine {
  update(progress: ShownProgress): void
  /** Clears the line, for good: a report that comes late is not shown. */
  stop(): void
}

/** One line on a terminal with a spinner, what is being done and the share done; nothing without a stream. */
export async function progressLine(
  stream: NodeJS.WriteStream | undefined,
  isColoured = true,
): Promise<ProgressLine> {
  if (!stream) return { update: () => undefined, stop: () => undefined }
  const { default: ora } = await import('ora')
  let spinner: Ora | undefined
  let hasStopped = false
  return {
    update(progress) {
      // A spinner would turn for ever, and keep the process alive.
      if (hasStopped) return
      const text = progressText(progress)
      if (spinner) spinner.text = text
      else spinner = ora({ stream, text, discardStdin: false, ...(!isColoured && { color: false }) }).start()
    },
    stop() {
      hasStopped = true
      spinner?.stop()
    },
  }
}

/** How often a log is told how far the work is. */
const logEveryMs = 10_000

/** Whether this runs in CI, where progress belongs in the log though it is no terminal. */
export function inCi(env: NodeJS.ProcessEnv): boolean {
  return Boolean(env.CI) && env.CI !== 'false' && env.CI !== '0'
}

/** Writes the newest state as a line every ten seconds, so that a log shows that the work goes on. */
export function logLine(write: (text: string) => void): ProgressLine {
  let newest: ShownProgress | undefined
  const timer = setInterval(() => {
    if (newest) write(progressText(newest))
  }, logEveryMs)
  timer.unref()
  return {
    update(progress) {
      newest = progress
    },
    stop: () => clearInterval(timer),
  }
}

/** "fitting 3 of 7: round 120 of 300, loss 0.6431 (held out 0.6712), 12 s left". */
export function progressText({ done, total, message, fit, secondsLeft, rate, id }: ShownProgress): string {
  const left = [
    rate === undefined || rate <= 0 ? '' : rateText(rate),
    secondsLeft === undefined ? '' : `${timeLeft(secondsLeft)} left`,
    id ?? '',
  ]
    .filter(Boolean)
    .join(', ')
  if (!fit) return [total > 1 ? `${message} ${done}/${total}` : message, left].filter(Boolean).join(', ')
  const which = total > 1 ? `${message} ${Math.min(done + 1, total)} of ${total}` : message
  return `${which}: ${[...fitState(fit), left].filter(Boolean).join(', ')}`
}

/** Steps a second; a minute where one takes longer. */
function rateText(rate: number): string {
  return rate >= 1 ? `${fixed(1)(rate)}/s` : `${fixed(1)(60 * rate)}/min`
}

function fitState({ round, rounds, loss, heldOutLoss }: NonNullable<ShownProgress['fit']>): string[] {
  if (round === 0) return ['binning the features']
  const losses = [
    ...(loss === null ? [] : [`loss ${lossText(loss)}`]),
    ...(heldOutLoss === null ? [] : [`(held out ${lossText(heldOutLoss)})`]),
  ].join(' ')
  return [`round ${round} of ${rounds}`, losses]
}

/** Squared errors of returns are far below 1. */
function lossText(loss: number): string {
  return Math.abs(loss) < 0.01 ? loss.toExponential(3) : fixed(4)(loss)
}
