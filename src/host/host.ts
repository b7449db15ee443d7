import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { inspect } from 'node:util'
import type { FastifyInstance } from 'fastify'
import { v7 as uuid } from 'uuid'
import manifest from '../../package.json' with { type: 'json' }
import { closeMinute, isSession } from '../core/calendar/index.ts'
import { SigmaError } from '../core/errors.ts'
import { blackScholes } from '../core/options/blackScholes.ts'
import { impliedVolatility } from '../core/options/impliedVolatility.ts'
import { polygonSource } from '../data/polygon/polygonSource.ts'
import { sampleSource } from '../data/sample.ts'
import type { BarSource } from '../data/source.ts'
import { fitPool } from '../jobs/fitPool.ts'
import { localQueue } from '../jobs/local.ts'
import { openPacks } from '../packs/openPacks.ts'
import { buildApp } from '../server/app.ts'
import { closeStaleRuns } from '../services/closeStaleRuns.ts'
import { forgetOldKeys } from '../services/idempotency.ts'
import type { Parts } from '../services/parts.ts'
import { openDatabase } from '../store/database.ts'
import { newestTime } from '../store/newestTime.ts'
import { openArtifactStores } from './artifactStores.ts'
import { clockWarning, steadyClock } from './clock.ts'
import { packageRoot } from './packageRoot.ts'
import { isAlive, newOwner } from './processes.ts'
import { quotasOf } from './quotaSettings.ts'
import type { Settings } from './settings.ts'
import { makeStateFolder } from './stateFolder.ts'
import { storeTarget } from './storeTarget.ts'

export { inProcessTransport } from './inProcess.ts'

export interface Host {
  app: FastifyInstance
  /** A name of its own, which its answers have in X-Sigma-Instance. */
  instance: string
  /** Goes on with work that processes left when they were killed or stopped; until the last of it is done. */
  goOn(): Promise<void>
  /** Ends requests that take long, so that `close` need not wait for them. */
  stop(): void
  /** Stops jobs, worker threads and the store, in this order. */
  close(): Promise<void>
}

export interface HostOptions {
  workspace: string
  settings: Settings
  /** Worker threads for fits; the cores when absent. */
  threads?: number
  /** Whether others call this process while it works. */
  answersOthers?: boolean
  logLevel?: 'info' | 'warn' | 'error'
}

/** Opens a workspace: its parts, and a server over them that can listen or be called in this process. */
export async function openHost(options: HostOptions): Promise<Host> {
  const { parts, stop, close } = await openParts(options)
  const instance = randomUUID()
  const { settings, logLevel } = options
  const app = buildApp({ parts, instance, legacyErrors: settings.legacy_errors, logLevel })
  try {
    await closeStaleRuns(parts)
    await forgetOldKeys(parts)
    await app.ready()
  } catch (error) {
    await close()
    throw error
  }
  return {
    app,
    instance,
    stop,
    async goOn() {
      try {
        const { resumeInterrupted } = await import('../services/resumeSweep.ts')
        await resumeInterrupted(parts)
      } catch (error) {
        parts.reportBug(error, 'going on with what was left')
      }
    },
    async close() {
      stop()
      // The next server goes on with what this one leaves; who stops a command does not want that.
      await parts.queue.close({ leave: options.answersOthers ?? false })
      await app.close()
      await close()
    },
  }
}

interface OpenParts {
  parts: Parts
  /** Ends what takes long; jobs end by `close`. */
  stop(): void
  close(): Promise<void>
}

/** Builds the store, the jobs and all else that use cases work with. The only place where they meet. */
export async function openParts({
  workspace,
  settings,
  threads,
  answersOthers,
}: HostOptions): Promise<OpenParts> {
  const state = makeStateFolder(workspace)
  const root = packageRoot()
  const packsDir = settings.packs_dir ?? join(workspace, 'packs')
  const db = await openDatabase(storeTarget(workspace, settings))
  const queue = localQueue()
  const stopping = new AbortController()
  const fits = fitPool({ threads, answersOthers })
  const { owner, letGo } = newOwner()
  const newest = await newestTime(db)
  const warning = clockWarning(Date.now(), newest)
  if (warning !== undefined) process.stderr.write(`warning: ${warning}\n`)
  const parts: Parts = {
    workspace: { root: workspace, dataRoots: settings.data_roots },
    db,
    artifacts: openArtifactStores(workspace, settings, db),
    packs: openPacks({
      builtinDir: join(root, 'packs'),
      workspaceDir: packsDir,
      settingsFile: join(workspace, 'sigma.yaml'),
    }),
    packsDir,
    sample: sampleSource(join(root, 'packs', 'sample')),
    polygon: openPolygon(settings, join(settings.cache_dir ?? join(state, 'cache'), 'polygon')),
    hasPolygonKey: settings.polygon_api_key !== undefined,
    queue,
    fits,
    memoryLimit: settings.memory_limit,
    quotas: quotasOf(settings),
    stopping: stopping.signal,
    now: steadyClock(Date.now, newest),
    wallTime: () => new Date(),
    newId: () => uuid(),
    owner,
    isAlive,
    engineVersion: manifest.version,
    reportBug,
  }
  return {
    parts,
    stop() {
      stopping.abort(new SigmaError('UNAVAILABLE', 'the process is stopping', { next: 'ask again' }))
    },
    async close() {
      await queue.close()
      await fits.close()
      await db.destroy()
      letGo()
    },
  }
}

function openPolygon(settings: Settings, cacheFolder: string): BarSource {
  return polygonSource({
    apiKey: settings.polygon_api_key,
    baseUrl: settings.polygon_url,
    cacheFolder,
    hours: { isSession, closeMinute },
    pricing: { impliedVolatility, sensitivities: blackScholes },
    ...(settings.polygon_requests_per_minute !== undefined && {
      requestsPerMinute: settings.polygon_requests_per_minute,
    }),
    ...(settings.polygon_verbose && { log: (message) => process.stderr.write(`polygon: ${message}\n`) }),
  })
}

/** Answers say only that the log has it, and standard error is the log: also of a command, and without `--verbose`. */
function reportBug(error: unknown, where: string): void {
  process.stderr.write(`unexpected error in ${where}: ${inspect(error)}\n`)
}
