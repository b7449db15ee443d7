import { availableParallelism, hostname } from 'node:os'
import { invalidParam } from '../core/errors.ts'
import { type QueueName, queueNames } from '../jobs/jobQueue.ts'
import { workAsOneOfMany } from '../services/worker.ts'
import { within } from './drain.ts'
import { openParts } from './openParts.ts'
import type { PartsOptions } from './partsOptions.ts'

export interface WorkOptions extends Pick<PartsOptions, 'workspace' | 'settings' | 'verbose'> {
  /** All when absent. */
  queues?: readonly QueueName[]
  /** The cores when absent. */
  concurrency?: number
}

export interface Working {
  /** As the others know it. */
  owner: string
  queues: readonly QueueName[]
  concurrency: number
  /** Settles when the work ends of itself, which is a failure. */
  failed: Promise<never>
  /** Gives back what is in hand. False when that took longer than it may: others take it once this process is gone. */
  stop(): Promise<boolean>
}

/** Takes work from the queue until it is stopped. @throws INVALID_PARAM where there is no queue; CONFLICT; UNAVAILABLE */
export async function work({
  workspace,
  settings,
  verbose,
  queues = queueNames,
  concurrency = availableParallelism(),
}: WorkOptions): Promise<Working> {
  if (settings.jobs !== 'pgboss') {
    const issue = 'is not set to pgboss, so that there is no queue to take work from'
    throw invalidParam([{ field: 'SIGMA_JOBS', issue }], {
      next: 'set SIGMA_JOBS=pgboss and DATABASE_URL, here and where work is asked for',
    })
  }
  const opened = await openParts({
    ...{ workspace, settings, verbose },
    threads: concurrency,
    answersOthers: true,
    takesRuns: true,
  })
  const { parts } = opened
  if (!parts.shared) throw new Error('the work of a queue is not shared')
  const stopping = new AbortController()
  const options = { queues, concurrency, host: hostname() }
  const { ended } = await workAsOneOfMany(parts, parts.shared, options, stopping.signal).catch(
    async (error) => {
      await opened.close()
      throw error
    },
  )
  const end = async (): Promise<void> => {
    opened.beginClosing()
    stopping.abort()
    await parts.queue.close({ leave: true })
    await ended
    await opened.close()
  }
  const failed = ended.then(
    () => new Promise<never>(() => undefined),
    async (error) => {
      await opened.close()
      throw error
    },
  )
  // Who only stops it need not look.
  failed.catch(() => undefined)
  return {
    ...{ owner: parts.owner, queues, concurrency, failed },
    stop: () => within(1000 * settings.grace_seconds, end()),
  }
}
