import { SigmaError } from '../../core/errors.ts'
import { untilAborted } from '../untilAborted.ts'

/** Has so many done at once, and others wait for their turn in the order in which they come. */
export type Turns = <Result>(act: () => Promise<Result>, signal: AbortSignal) => Promise<Result>

/**
 * @param atOnce how many are done at once
 * @param mostWaiting how many may wait; more are refused
 * @throws RATE_LIMITED where too many wait, and the reason of a signal that is aborted before the turn comes
 */
export function takeTurns(atOnce: number, mostWaiting: number): Turns {
  const waiting = new Set<() => void>()
  let taken = 0

  async function turn(signal: AbortSignal): Promise<void> {
    if (taken < atOnce) {
      taken++
      return
    }
    if (waiting.size >= mostWaiting) {
      throw new SigmaError('RATE_LIMITED', `${mostWaiting} calls wait already`, {
        next: 'wait for their answers',
      })
    }
    let begin = (): void => undefined
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    waiting.add(begin)
    try {
      await untilAborted(begun, signal)
    } catch (error) {
      // Given the turn at the very moment at which it is given up, it is passed on.
      if (!waiting.delete(begin)) passOn()
      throw error
    }
  }

  function passOn(): void {
    const [next] = waiting
    if (next === undefined) taken--
    else {
      waiting.delete(next)
      next()
    }
  }

  return async (act, signal) => {
    await turn(signal)
    try {
      return await act()
    } finally {
      passOn()
    }
  }
}
