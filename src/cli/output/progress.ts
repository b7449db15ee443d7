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

/** "fitting 3 of 7: round 120 of 300, loss 0.6431 (held out 0.6712), 12 s left". */
export function progressText({ done, total, message, fit, secondsLeft }: ShownProgress): string {
  const left = secondsLeft === undefined ? '' : `${timeLeft(secondsLeft)} left`
  if (!fit) return [total > 1 ? `${message} ${done}/${total}` : message, left].filter(Boolean).join(', ')
  const which = total > 1 ? `${message} ${Math.min(done + 1, total)} of ${total}` : message
  return `${which}: ${[...fitState(fit), left].filter(Boolean).join(', ')}`
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
