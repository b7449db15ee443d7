import { type WorkerName, workerFile } from './workerFile.ts'

interface ThreadOptions {
  worker: WorkerName
  threads: number
  /** Ends the threads at once. */
  signal: AbortSignal
}

/**
 * Threads of one kind for as long as some work takes; one begins when a message finds the others busy.
 *
 * @param work is given what hands a message to the next free thread; it throws the reason of the signal once that is aborted
 */
export async function withThreads<Message, Answer, Result>(
  { worker, threads, signal }: ThreadOptions,
  work: (ask: (message: Message) => Promise<Answer>) => Promise<Result>,
): Promise<Result> {
  const { Piscina } = await import('piscina')
  const workers = new Piscina<Message, Answer>({
    filename: workerFile(worker),
    minThreads: 0,
    maxThreads: threads,
  })
  try {
    return await work(async (message) => {
      try {
        return await workers.run(message, { signal })
      } catch (error) {
        // What the pool throws for it is an error of its own.
        signal.throwIfAborted()
        throw error
      }
    })
  } finally {
    await workers.destroy()
  }
}
