import type PgBoss from 'pg-boss'

/** Runs one statement, or several where there are no values. */
export type Execute = (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>

/** `runs`: whole builds, trainings, backtests and sweeps. `fits`: the parts that they are made of. */
export type QueueName = 'runs' | 'fits'

export const queueNames: readonly QueueName[] = ['runs', 'fits']

export interface NewJob {
  id: string
  /** What the job is about, in a word. */
  subject: string
  /** Higher ones first; of equal ones the older. */
  priority?: number
  /** Not before so many seconds have passed. */
  afterSeconds?: number
}

interface TakenJob {
  id: string
  subject: string
}

/**
 * Jobs that processes on any number of machines take from a PostgreSQL database. A job is taken by one of them, and is its
 * own until it is removed, or given back to be tried again later. Every call can be made within a transaction.
 */
export interface JobQueue {
  put(queue: QueueName, jobs: readonly NewJob[], within?: Execute): Promise<void>
  take(queue: QueueName, count: number, within?: Execute): Promise<TakenJob[]>
  /** Waits longer after every try. After the last one it is in the queue no more. */
  giveBack(queue: QueueName, ids: readonly string[], reason: string, within?: Execute): Promise<void>
  remove(queue: QueueName, ids: readonly string[], within?: Execute): Promise<void>
  /** Those of some jobs that neither wait nor are taken. */
  missing(queue: QueueName, ids: readonly string[]): Promise<Set<string>>
  /** How many wait. */
  size(queue: QueueName): Promise<number>
}

/** How often a job is given back before it is given up. */
export const mostTries = 5

/** The most that the queue allows: that a worker is gone is noticed by its silence, long before. */
const expireInSeconds = 86_000

/**
 * The queue in a database. It is opened, and its tables are made where they are not there yet, when it is first used: most
 * commands never use it.
 *
 * @param schema for the tables of the queue alone
 */
export function jobQueue(execute: Execute, schema: string): JobQueue {
  let opening: Promise<PgBoss> | undefined
  const opened = (): Promise<PgBoss> => {
    opening ??= open(execute, schema).catch((error) => {
      // A database that is away now may be there the next time.
      opening = undefined
      throw error
    })
    return opening
  }
  const on = (within: Execute | undefined) => (within ? { db: { executeSql: within } } : {})
  return {
    async put(queue, jobs, within) {
      if (jobs.length === 0) return
      const boss = await opened()
      await boss.insert(
        jobs.map(({ id, subject, priority = 0, afterSeconds }) => ({
          ...{ id, priority, name: queue, data: { subject } },
          ...(afterSeconds !== undefined && { startAfter: String(afterSeconds) }),
        })),
        on(within),
      )
    },
    async take(queue, count, within = execute) {
      const boss = await opened()
      // The engine takes every failure for a queue without jobs.
      let failure: { cause: unknown } | undefined
      const executeSql: Execute = async (text, values) => {
        try {
          return await within(text, values)
        } catch (cause) {
          failure = { cause }
          throw cause
        }
      }
      const jobs = await boss.fetch(queue, { batchSize: count, db: { executeSql } })
      if (failure) throw failure.cause
      return jobs.map(({ id, data }) => ({ id, subject: subjectOf(data) }))
    },
    async giveBack(queue, ids, reason, within) {
      const boss = await opened()
      for (const id of ids) await boss.fail(queue, id, { reason }, on(within))
    },
    async remove(queue, ids, within) {
      if (ids.length > 0) await (await opened()).deleteJob(queue, [...ids], on(within))
    },
    async missing(queue, ids) {
      if (ids.length === 0) return new Set()
      await opened()
      const { rows } = await execute(
        `select id from ${schema}.job where name = $1 and id = any($2::uuid[]) and state < 'completed'`,
        [queue, ids],
      )
      const there = new Set(rows.map((row) => idOf(row)))
      return new Set(ids.filter((id) => !there.has(id)))
    },
    size: async (queue) => (await opened()).getQueueSize(queue),
  }
}

/** Documents are read as text, as everywhere in the store. */
function subjectOf(data: unknown): string {
  const read: unknown = typeof data === 'string' ? JSON.parse(data) : data
  if (typeof read === 'object' && read !== null && 'subject' in read && typeof read.subject === 'string')
    return read.subject
  throw new Error('a job without a subject')
}

function idOf(row: unknown): string {
  if (typeof row === 'object' && row !== null && 'id' in row && typeof row.id === 'string') return row.id
  throw new Error('a job without an id')
}

async function open(execute: Execute, schema: string): Promise<PgBoss> {
  const { default: Boss } = await import('pg-boss')
  const boss = new Boss({ db: { executeSql: execute }, schema, supervise: false, schedule: false })
  await boss.start()
  for (const name of queueNames) {
    const retries = { retryLimit: mostTries - 1, retryDelay: 1, retryBackoff: true }
    await boss.createQueue(name, { name, ...retries, expireInSeconds })
  }
  return boss
}
