import { SigmaError } from '../core/errors.ts'

/** A time after which something is given up: its signal is aborted then, with a reason that says so. */
export interface TimeLimit {
  signal: AbortSignal
  /** Begins anew. */
  restart(): void
  /** Lets it pass. */
  end(): void
}

/** @param what fails then, as the beginning of a sentence */
export function timeLimit(ms: number, what: string): TimeLimit {
  const controller = new AbortController()
  const giveUp = (): void =>
    controller.abort(
      new SigmaError('TIMEOUT', `${what} within ${ms / 1000} seconds`, {
        next: 'ask again, or something narrower',
      }),
    )
  let timer = setTimeout(giveUp, ms)
  const end = (): void => clearTimeout(timer)
  return {
    signal: controller.signal,
    restart() {
      end()
      timer = setTimeout(giveUp, ms)
    },
    end,
  }
}
