import type { SigmaError } from '../core/errors.ts'
import { inLanes } from '../core/inLanes.ts'
import { sigmaError } from './plainError.ts'
import type { BuiltTicker, TickerAnswer, TickerMessage } from './tickerWorker.ts'
import { workerFile } from './workerFile.ts'

/**
 * Builds the matrices of tickers, some at a time, on threads that end with it. `take` is given what came of each in the
 * order of the tasks, whatever thread finished first, and soon: no more wait for their turn than there are threads.
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
  const waiting = new Map<number, TickerAnswer>()
  let next = 0
  try {
    await inLanes(tasks.entries(), threads, async ([index, { request, earlier }]) => {
      signal.throwIfAborted()
      waiting.set(index, await workers.run({ request, earlier }, { signal }))
      for (let answer = waiting.get(next); answer !== undefined; answer = waiting.get(next)) {
        waiting.delete(next)
        take(tasks[next++], 'failure' in answer ? sigmaError(answer.failure) : answer)
      }
    })
  } finally {
    await workers.destroy()
  }
}
