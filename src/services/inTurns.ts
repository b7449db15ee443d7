import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Steps } from '../core/steps.ts'

/**
 * Long enough that taking turns costs nothing, short enough that nobody waits for theirs: an answer takes several turns
 * of the event loop.
 */
const turnMs = 8

/** Does the steps of long work, and lets others have their turn in between. Gives up when the signal is aborted. */
export async function inTurns<Result>(steps: Steps<Result>, signal?: AbortSignal): Promise<Result> {
  let last = performance.now()
  for (;;) {
    signal?.throwIfAborted()
    const step = steps.next()
    if (step.done) return step.value
    if (performance.now() - last < turnMs) continue
    await nextTurn()
    last = performance.now()
  }
}
