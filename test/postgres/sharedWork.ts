import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { inject, onTestFinished } from 'vitest'
import { openParts } from '../../src/host/openParts.ts'
import type { Parts } from '../../src/services/parts.ts'
import type { Shared } from '../../src/services/shared.ts'
import { type WorkerOptions, workAsOneOfMany } from '../../src/services/worker.ts'
import { done, quickWorkspace, type TestHost, testHost, testSettings } from '../server/testHost.ts'

/** A workspace whose work is shared, in a schema of its own: the queue has one beside it. */
export async function sharedWorkspace(url: string = inject('postgresUrl')) {
  const workspace = await quickWorkspace()
  const flags = {
    database_url: url,
    db_schema: `shared_${randomUUID().replaceAll('-', '').slice(0, 12)}`,
    jobs: 'pgboss',
  }
  return { workspace, flags }
}

export type Given = Awaited<ReturnType<typeof sharedWorkspace>>

/** A server that leaves its runs to workers. */
export async function server(
  { workspace, flags }: Given,
  change: (parts: Parts) => Partial<Parts> = () => ({}),
): Promise<TestHost> {
  const host = await testHost({ workspace, flags, change })
  onTestFinished(host.close)
  return host
}

/** The parts of a process that takes work. */
export async function opened({ workspace, flags }: Given): Promise<{ parts: Parts; shared: Shared }> {
  const settings = await testSettings(workspace, flags)
  const { parts, close } = await openParts({ workspace, settings, threads: 1, takesRuns: true })
  onTestFinished(close)
  if (!parts.shared) throw new Error('nothing is shared')
  return { parts, shared: parts.shared }
}

/** A worker in this process, which shares even what is quick. */
export async function worker(
  { workspace, flags }: Given,
  change: (parts: Parts) => Partial<Parts> = () => ({}),
  own: Partial<WorkerOptions> = {},
): Promise<{ parts: Parts; stop(): Promise<void> }> {
  const settings = await testSettings(workspace, flags)
  const opened = await openParts({ workspace, settings, threads: 1, takesRuns: true })
  if (!opened.parts.shared) throw new Error('nothing is shared')
  const shared: Shared = { ...opened.parts.shared, leastWork: 0 }
  const parts = { ...opened.parts, shared, ...change(opened.parts) }
  const stopping = new AbortController()
  const options: WorkerOptions = { queues: ['runs', 'fits'], concurrency: 1, host: 'here', ...own }
  const { ended } = await workAsOneOfMany(parts, shared, options, stopping.signal)
  let isStopped = false
  const stop = async (): Promise<void> => {
    if (isStopped) return
    isStopped = true
    stopping.abort()
    await parts.queue.close({ leave: true })
    await ended
    await opened.close()
  }
  onTestFinished(stop)
  return { parts, stop }
}

export const base = { csv: 'features.csv', columns: { return: 'ret_fwd' }, inner_folds: 2, splits: 2 }
export const sweep = {
  ...base,
  top_pct_variants: [0.1, 0.2],
  momentum_gate_variants: [false],
  hyperparams_variants: [
    { rounds: 5, depth: 2 },
    { rounds: 6, depth: 2 },
  ],
}

/** Minutes of it. */
export const endless = { rounds: 100_000, depth: 6 }
export const patient = { timeout: 30_000 }

/** What a sweep came to, without what is another one's on every machine. */
export async function rowsOfSweep(host: Pick<TestHost, 'get'>, id: string) {
  const { rows } = await done(host.get(`/sweeps/${id}/results?limit=200`))
  return rows.map(({ metrics, config }) => ({ metrics: { ...metrics, timings: null }, config }))
}

/** Has what waits for a later try tried at once: the pauses grow to half a minute. */
export async function hurry({ db, shared }: Parts): Promise<void> {
  await sql`update ${sql.table(`${shared?.channel.name}.job`)} set start_after = now()`.execute(db)
}
