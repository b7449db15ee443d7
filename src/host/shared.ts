import { invalidParam } from '../core/errors.ts'
import { jobQueue } from '../jobs/jobQueue.ts'
import type { Parts } from '../services/parts.ts'
import type { Shared } from '../services/shared.ts'
import { currentSchema } from '../store/execute.ts'
import { isPostgres, type StoreTarget } from '../store/target.ts'
import type { Settings } from './settings.ts'

/** Work of a fold that others may do: it takes ten times as long as the way through the queue. */
const leastWork = 60_000_000

interface OpenShared {
  shared: Shared | undefined
  close(): Promise<void>
}

/** What processes share their work by, where the settings ask for it. @throws INVALID_PARAM without a database that serves */
export async function openShared(
  settings: Pick<Settings, 'jobs'>,
  target: StoreTarget,
  db: Parts['db'],
  takesRuns: boolean,
): Promise<OpenShared> {
  if (settings.jobs === 'local') return { shared: undefined, close: async () => undefined }
  if (!isPostgres(target)) {
    const issue = 'is pgboss, and the store is a file'
    throw invalidParam([{ field: 'SIGMA_JOBS', issue }], {
      next: 'name a PostgreSQL database in DATABASE_URL, or leave SIGMA_JOBS out',
    })
  }
  const { openChannel } = await import('../store/postgres/channel.ts')
  const { executeOnQueue } = await import('../store/postgres/queueTables.ts')
  const schema = await currentSchema(db)
  const name = schema === 'public' ? 'sigma_jobs' : `${schema}_jobs`
  const channel = openChannel(target, name)
  const jobs = jobQueue((text, values) => executeOnQueue(db, name, text, values), name)
  return { shared: { jobs, channel, takesRuns, leastWork }, close: () => channel.close() }
}
