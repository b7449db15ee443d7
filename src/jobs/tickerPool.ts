import type { SigmaError } from '../core/errors.ts'
import { inLanes } from '../core/inLanes.ts'
import { sigmaError } from './plainError.ts'
import type { BuiltTicker, TickerAnswer, TickerMessage } from './tickerWorker.ts'
import { withThreads } from './withThreads.ts'

/** Tickers that may be done before `take` has them, for each thread. */
const waitingOfThread = 8

/**
 * Builds the matrices of tickers, some at a time, on threads that end with it. `take` is given what came of each in the
 * order of the tasks, whatever thread finished first. So many as wait for it at most are in memory.
 *
 * @param tasks read when their turn comes
 * @throws what `take` throws; the reason of the signal, which ends the threads at once
 */
export async function buildTickers(
  tasks: readonly TickerMessage[],
  { threads, signal }: { threads: number; signal: AbortSignal },
  take: (task: TickerMessage, answer: BuiltTicker | SigmaError) => void,
): Promise<void> {
  const together = waitingOfThread * threads
  await withThreads<TickerMessage, TickerAnswer, void>(
    { worker: 'tickerWorker', threads, signal },
    async (ask) => {
      for (let begin = 0; begin < tasks.length; begin += together) {
        const part = tasks.slice(begin, begin + together)
        const answers = new Array<TickerAnswer>(part.length)
        await inLanes(part.entries(), threads, async ([place, { request, earlier }]) => {
          signal.throwIfAborted()
          answers[place] = await ask({ request, earlier })
        })
        for (const [place, answer] of answers.entries())
          take(part[place], 'failure' in answer ? sigmaError(answer.failure) : answer)
      }
    },
  )
}
