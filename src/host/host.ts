import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { inspect } from 'node:util'
import type { FastifyInstance } from 'fastify'
import { v7 as uuid } from 'uuid'
import manifest from '../../package.json' with { type: 'json' }
import { invalidParam, SigmaError } from '../core/errors.ts'
import { fitPool } from '../jobs/fitPool.ts'
import { localQueue } from '../jobs/local.ts'
import { openPacks } from '../packs/openPacks.ts'
import type { AppOptions } from '../server/app.ts'
import { type DirectServer, directServer } from '../server/direct.ts'
import type { GuardOptions } from '../server/guard/guard.ts'
import { administeredPacks } from '../services/administeredPacks.ts'
import { closeStaleRuns } from '../services/closeStaleRuns.ts'
import { forgetOldKeys } from '../services/idempotency.ts'
import { type Meters, noMeters } from '../services/meters.ts'
import type { Parts } from '../services/parts.ts'
import { openDatabase } from '../store/database.ts'
import { newestTime } from '../store/newestTime.ts'
import { openArtifactStores } from './artifactStores.ts'
import { clockWarning, steadyClock } from './clock.ts'
import type { InProcessServer } from './inProcess.ts'
import { packageRoot } from './packageRoot.ts'
import { isAlive, newOwner } from './processes.ts'
import { quotasOf } from './quotaSettings.ts'
import type { Settings } from './settings.ts'
import { openPolygon, openSample } from './sources.ts'
import { makeStateFolder } from './stateFolder.ts'
import { storeTarget } from './storeTarget.ts'

export { inProcessTransport } from './inProcess.ts'

export interface Host {
  /** Answers plain requests of this process. */
  direct: DirectServer
  /** The server that can listen, and answers everything; loaded when it is first asked for. */
  app(): Promise<FastifyInstance>
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
  /** Stands before the server's routes; absent where it is called in this process alone. */
  guard?: GuardOptions
}

/** Opens a workspace: its parts, and a server over them that can listen or be called in this process. */
export async function openHost(options: HostOptions): Promise<Host> {
  const { parts, stop, close } = await openParts(options)
  const instance = randomUUID()
  const { settings, logLevel, guard } = options
  try {
    if (guard) await requireTokens(parts, guard)
    await closeStaleRuns(parts)
    await forgetOldKeys(parts)
  } catch (error) {
    await close()
    throw error
  }
  const server = openServer({ parts, instance, legacyErrors: settings.legacy_errors, logLevel }, guard)
  return {
    direct: server.direct,
    app: server.app,
    instance,
    stop,
    async goOn() {
      try {
        const { resumeInterrupted } = await import('../services/resumeSweep.ts')
        await resumeInterrupted(parts)
      } catch (error) {
        // Of a process that stops nothing is gone on with.
        if (!parts.stopping.aborted) parts.reportBug(error, 'going on with what was left')
      }
    },
    async close() {
      stop()
      // The next server goes on with what this one leaves; who stops a command does not want that.
      await parts.queue.close({ leave: options.answersOthers ?? false })
      await server.close()
      await close()
    },
  }
}

/** The refusal of a server that nobody could call. */
export function withoutTokens(bound: string): SigmaError {
  const issue = `each request to ${bound} is to have a token, and there is none`
  return invalidParam([{ field: '--host', issue }], {
    next: 'make one first: sigma admin tokens create NAME --scopes read,write',
  })
}

/** @throws INVALID_PARAM when each request needs a token, and there is none */
async function requireTokens(parts: Parts, { required, adminToken, bound }: GuardOptions): Promise<void> {
  if (!required || adminToken !== undefined) return
  const { hasGoodToken } = await import('../services/apiTokens.ts')
  if (!(await hasGoodToken(parts))) throw withoutTokens(bound)
}

/** A server over open parts: what listens is loaded only for who asks for it. */
export function openServer(
  options: AppOptions,
  guard?: GuardOptions,
): InProcessServer & { close(): Promise<void> } {
  let opening: Promise<FastifyInstance> | undefined
  const app = (): Promise<FastifyInstance> => {
    opening ??= ready(options, guard)
    return opening
  }
  return {
    app,
    direct: directServer(options, { inject: async (asked) => (await app()).inject(asked) }),
    async close() {
      await (await opening)?.close()
    },
  }
}

async function ready(options: AppOptions, guard: GuardOptions | undefined): Promise<FastifyInstance> {
  const { buildApp } = await import('../server/app.ts')
  const app = buildApp(options)
  if (guard) await (await import('../server/guard/guard.ts')).addGuard(app, options.parts, guard)
  await app.ready()
  return app
}

/** What measures is loaded by servers alone. */
async function serverMeters(store: Pick<Parts, 'db'>): Promise<Meters> {
  const [{ prometheusMeters }, { storeFacts }] = await Promise.all([
    import('./meters.ts'),
    import('../services/storeFacts.ts'),
  ])
  return prometheusMeters(manifest.version, () => storeFacts(store))
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
  const packFiles = openPacks({
    builtinDir: join(root, 'packs'),
    workspaceDir: packsDir,
    settingsFile: join(workspace, 'sigma.yaml'),
  })
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
    packs: administeredPacks(packFiles, db),
    packFiles,
    packsDir,
    sample: openSample(join(root, 'packs', 'sample')),
    polygon: openPolygon(settings, join(settings.cache_dir ?? join(state, 'cache'), 'polygon')),
    hasPolygonKey: settings.polygon_api_key !== undefined,
    queue,
    fits,
    meters: answersOthers ? await serverMeters({ db }) : noMeters,
    memoryLimit: settings.memory_limit,
    quotas: quotasOf(settings),
    stopping: stopping.signal,
    now: steadyClock(Date.now, newest),
    wallTime: () => new Date(),
    newId: () => uuid(),
    owner,
    isAlive,
    engineVersion: manifest.version,
    async examine() {
      const { examineServer } = await import('./doctor/examine.ts')
      return examineServer({ workspace, settings, env: process.env })
    },
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

/** Answers say only that the log has it, and standard error is the log: also of a command, and without `--verbose`. */
function reportBug(error: unknown, where: string): void {
  process.stderr.write(`unexpected error in ${where}: ${inspect(error)}\n`)
}
