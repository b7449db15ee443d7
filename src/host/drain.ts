import type { FastifyInstance } from 'fastify'
import type { Queue } from '../jobs/queue.ts'

/** How often connections that have become idle are looked for. */
const lookMs = 50

/** Of the time that there is, what open requests may take; in the rest of it jobs are saved as far as they are. */
const shareOfRequests = 0.8

/** What a request needs to tell that its work was ended. */
const lastWordsMs = 500

/**
 * Lets a server end what was asked of it: it listens no longer, jobs that no request waits for are handed back, and open
 * requests get their answers, with the jobs that they wait for.
 *
 * @param graceMs when there is something left of it all near its end, it is left to who stops the jobs
 */
export async function drain(app: FastifyInstance, queue: Queue, graceMs: number): Promise<void> {
  const handedBack = queue.close({ leave: true, unlessHeld: true })
  await within(shareOfRequests * graceMs, Promise.all([closeIdle(app), handedBack]))
}

/** Closes a server whose jobs have ended, and cuts off who has not read its answer soon after. */
export async function closeServer(app: FastifyInstance): Promise<void> {
  const closed = closeIdle(app)
  await within(lastWordsMs, closed)
  app.server.closeAllConnections()
  await closed
}

/** Closes a server, and each connection as it becomes idle. */
async function closeIdle(app: FastifyInstance): Promise<void> {
  const look = setInterval(() => app.server.closeIdleConnections(), lookMs)
  await app.close()
  clearInterval(look)
}

/** Waits for something, but no longer than so many milliseconds. Tells whether it has ended. */
export async function within(ms: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms)
  })
  try {
    return await Promise.race([work.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
