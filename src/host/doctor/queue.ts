import { SigmaError } from '../../core/errors.ts'
import { openAsItIs } from '../../store/database.ts'
import { countQueuedParts } from '../../store/fitParts.ts'
import { listWorkers } from '../../store/workers.ts'
import { variablesOf } from '../settings.ts'
import { storeTarget } from '../storeTarget.ts'
import { type Check, ok } from './check.ts'
import { isMade, statusOf, unread } from './store.ts'

/** What somebody has to take, or it waits for ever. */
const queues = ['runs', 'fits'] as const

export const queue: Check = {
  name: 'queue',
  needed: false,
  needs: 'where SIGMA_JOBS is pgboss, workers that are heard of, for runs and for fits; none else',
  variables: [...variablesOf('jobs')],
  fix: 'start one: sigma worker',
  async look(place) {
    if (place.settings.jobs === 'local') return ok('local: each process does its own work')
    const status = await statusOf(place)
    if (status instanceof SigmaError) return unread
    if (status.engine === 'sqlite') {
      const next = 'set DATABASE_URL to the PostgreSQL that all of them use, or unset SIGMA_JOBS'
      return { status: 'warn', message: 'pgboss, but SQLite serves one machine alone', next }
    }
    if (!isMade(status) || status.pending.length > 0)
      return ok('pgboss; the next command brings its tables up to this version')
    const db = await openAsItIs(storeTarget(place.workspace, place.settings))
    try {
      const workers = await listWorkers(db)
      const { waiting, held, givenUp } = await countQueuedParts(db)
      const parts = `parts: ${waiting} waiting, ${held} being done, ${givenUp} given up`
      const untaken = queues.filter((name) => !workers.some((worker) => worker.queues.includes(name)))
      const message = `workers: ${workers.length}; ${parts}`
      if (untaken.length === 0) return ok(message)
      return { status: 'warn', message: `${message}; nobody takes ${untaken.join(', ')}`, next: queue.fix }
    } finally {
      await db.destroy()
    }
  },
}
