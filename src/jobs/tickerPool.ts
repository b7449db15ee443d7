import type { SigmaError } from '../core/errors.ts'
import { inLanes } from '../core/inLanes.ts'
import { sigmaError } from './plainError.ts'
import type { BuiltTicker, TickerAnswer, TickerMessage } from './tickerWorker.ts'
import { workerFile } from './workerFile.ts'

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
  const { Piscina } = await import('piscina')
  const workers = new Piscina<TickerMessage, TickerAnswer>({
    filename: workerFile('tickerWorker'),
    minThreads: 0,
    maxThreads: threads,
  })
  try {
    const together = waitingOfThread * threads
    for (let begin = 0; begin < tasks.length; begin += together) {
      const part = tasks.slice(begin, begin + together)
      const answers = new Array<TickerAnswer>(part.length)
      await inLanes(part.entries(), threads, async ([place, { request, earlier }]) => {
        signal.throwIfAborted()
        answers[place] = await workers.run({ request, earlier }, { signal })
      })
      for (const [place, answer] of answers.entries())
        take(part[place], 'failure' in answer ? sigmaError(answer.failure) : answer)
    }
  } finally {
    await workers.destroy()
  }
}
