import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
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
import { type Log, noLog } from '../services/log.ts'
import { type Meters, noMeters } from '../services/meters.ts'
import { noNotifier } from '../services/notifier.ts'
import type { Parts } from '../services/parts.ts'
import { writesEnded } from '../services/pendingWrites.ts'
import { leavesRuns } from '../services/shared.ts'
import { noTracing, type Tracing, traced } from '../services/tracing.ts'
import { dialectOf, openDatabase } from '../store/database.ts'
import { newestTime } from '../store/newestTime.ts'
import { doTransactionsWithin } from '../store/transaction.ts'
import { openArtifactStores } from './artifactStores.ts'
import { clockWarning, steadyClock } from './clock.ts'
import { closeServer, drain } from './drain.ts'
import type { InProcessServer } from './inProcess.ts'
import { languageModel } from './languageModelSettings.ts'
import type { OpenLog } from './log.ts'
import type { NotifierOptions, OpenNotifier } from './notifier.ts'
import { packageRoot } from './packageRoot.ts'
import { isAlive, newOwner } from './processes.ts'
import { quotasOf } from './quotaSettings.ts'
import { reportBug } from './reportBug.ts'
import type { Settings } from './settings.ts'
import { openShared } from './shared.ts'
import { openPolygon, openSample } from './sources.ts'
import { makeStateFolder } from './stateFolder.ts'
import { storeTarget } from './storeTarget.ts'
import type { OpenTracing } from './tracing.ts'

export { inProcessTransport } from './inProcess.ts'

/** How long a process that ends goes on sending notifications. */
const notifyMs = 5_000

/** Reading the columns of a larger matrix anew takes little beside what is done with them. */
const heldBytes = 256 * 2 ** 20

export interface Host {
  /** Answers plain requests of this process. */
  direct: DirectServer
  /** The server that can listen, and answers everything; loaded when it is first asked for. */
  app(): Promise<FastifyInstance>
  /** A name of its own, which its answers have in X-Sigma-Instance. */
  instance: string
  log: Log
  /** Goes on with work that processes left when they were killed or stopped; until the last of it is done. */
  goOn(): Promise<void>
  /** Loads what the first question would wait for. */
  warmUp(): Promise<void>
  /** Ends requests that take long, so that `close` need not wait for them. */
  stop(): void
  /**
   * Stops jobs, worker threads and the store, in this order.
   *
   * @param graceMs how long a server lets open requests end, and the work that they wait for; none when absent
   */
  close(graceMs?: number): Promise<void>
}

export interface HostOptions {
  workspace: string
  settings: Settings
  /** Worker threads for fits; the cores when absent. */
  threads?: number
  /** Whether others call this process while it works. */
  answersOthers?: boolean
  /** Whether runs that wait for a worker are done here, where processes share their work. */
  takesRuns?: boolean
  /** Logs all that can be told. */
  verbose?: boolean | undefined
  /** Stands before the server's routes; absent where it is called in this process alone. */
  guard?: GuardOptions
}

/** Opens a workspace: its parts, and a server over them that can listen or be called in this process. */
export async function openHost(options: HostOptions): Promise<Host> {
  const { parts, stop, beginClosing, close } = await openParts(options)
  const instance = randomUUID()
  const { settings, guard } = options
  try {
    if (guard) await requireTokens(parts, guard)
    await closeStaleRuns(parts)
    await forgetOldKeys(parts)
  } catch (error) {
    await close()
    throw error
  }
  const { legacy_errors: legacyErrors, request_seconds: requestSeconds } = settings
  const server = openServer({ parts, instance, legacyErrors, requestSeconds }, guard)
  return {
    direct: server.direct,
    app: server.app,
    instance,
    log: parts.log,
    stop,
    async goOn() {
      // Those that other processes have left.
      parts.notifier.wake()
      // Workers do.
      if (leavesRuns(parts)) return
      try {
        const [{ takeUpLeftRuns }, { resumeInterrupted }] = await Promise.all([
          import('../services/takeUpLeftRuns.ts'),
          import('../services/resumeSweep.ts'),
        ])
        await takeUpLeftRuns(parts)
        await resumeInterrupted(parts)
      } catch (error) {
        // Of a process that stops nothing is gone on with.
        if (!parts.closing.aborted) parts.reportBug(error, 'going on with what was left')
      }
    },
    async warmUp() {
      try {
        const { warmAssistant } = await import('./warmAssistant.ts')
        await warmAssistant(parts)
      } catch (error) {
        parts.reportBug(error, 'loading what questions are answered by')
      }
    },
    async close(graceMs) {
      beginClosing()
      if (graceMs !== undefined) await drain(await server.app(), parts.queue, graceMs)
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
      const open = await opening
      if (open) await closeServer(open)
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

/** A server logs; a command does where a file is named for it. */
async function logOf(
  { workspace, settings, answersOthers, verbose }: HostOptions,
  traceIds: Tracing['ids'],
): Promise<OpenLog> {
  if (!answersOthers && settings.log_file === undefined) return { log: noLog, close: async () => undefined }
  const { openLog } = await import('./log.ts')
  return openLog({ workspace, settings, verbose, traceIds })
}

/** A server is traced where the variables of OpenTelemetry ask for it; else nothing of it is loaded. */
async function tracingOf({ answersOthers }: HostOptions, db: Parts['db'], log: Log): Promise<OpenTracing> {
  const off = { tracing: noTracing, close: async () => undefined }
  if (!answersOthers) return off
  const { asksForSpans, openTracing } = await import('./tracing.ts')
  if (!asksForSpans(process.env)) return off
  const open = await openTracing(process.env, log)
  const facts = { 'db.system.name': dialectOf(db) === 'postgres' ? 'postgresql' : 'sqlite' }
  doTransactionsWithin(db, (act) => traced(open.tracing, 'transaction', facts, act))
  return open
}

/**
 * Who is told of what happens; undefined where nobody is. What is wrong with the setting is said before anything is opened.
 *
 * @throws INVALID_PARAM
 */
async function receiverOf({ settings, answersOthers }: HostOptions) {
  const { notify_url: url } = settings
  if (url === undefined) return undefined
  const [{ checkReceiver }, { openNotifier }] = await Promise.all([
    import('./receiver.ts'),
    import('./notifier.ts'),
  ])
  checkReceiver(settings)
  return {
    open: (parts: NotifierOptions['parts'], log: Log): OpenNotifier =>
      openNotifier({
        url,
        settings,
        parts,
        log,
        warn: (message) =>
          answersOthers ? log.warn(message) : void process.stderr.write(`warning: ${message}\n`),
      }),
  }
}

interface OpenParts {
  parts: Parts
  /** From now on no new work begins. */
  beginClosing(): void
  /** Ends what takes long; jobs end by `close`. */
  stop(): void
  close(): Promise<void>
}

/** Builds the store, the jobs and all else that use cases work with. The only place where they meet. */
export async function openParts(options: HostOptions): Promise<OpenParts> {
  const { workspace, settings, threads, answersOthers = false, takesRuns = false } = options
  const receiver = await receiverOf(options)
  const state = makeStateFolder(workspace)
  const root = packageRoot()
  const packsDir = settings.packs_dir ?? join(workspace, 'packs')
  const target = storeTarget(workspace, settings)
  const db = await openDatabase(target)
  const { shared, close: closeShared } = await openShared(settings, target, db, takesRuns)
  const packFiles = openPacks({
    builtinDir: join(root, 'packs'),
    workspaceDir: packsDir,
    settingsFile: join(workspace, 'sigma.yaml'),
  })
  const queue = takesRuns ? localQueue(threads) : localQueue()
  const closing = new AbortController()
  const stopping = new AbortController()
  const fits = fitPool({ threads, answersOthers })
  const { owner, letGo } = newOwner()
  const newest = await newestTime(db)
  let tracing = noTracing
  const { log, close: closeLog } = await logOf(options, () => tracing.ids())
  const { close: closeTracing, ...opened } = await tracingOf(options, db, log)
  tracing = opened.tracing
  const warning = clockWarning(Date.now(), newest)
  if (warning !== undefined) process.stderr.write(`warning: ${warning}\n`)
  const wallTime = (): Date => new Date()
  const tellBug = (error: unknown, where: string): void => {
    log.error(`unexpected error in ${where}`, { err: error })
    if (!answersOthers) reportBug(error, where)
  }
  const notifier = receiver?.open({ db, wallTime, reportBug: tellBug }, log)
  const parts: Parts = {
    workspace: { root: workspace, dataRoots: settings.data_roots },
    db,
    artifacts: openArtifactStores(workspace, settings, db),
    packs: administeredPacks(packFiles, db),
    packFiles,
    packsDir,
    docsDir: join(root, 'docs'),
    readsMatrices: settings.assistant_read_matrices,
    languageModel: () => languageModel(settings),
    sample: openSample(join(root, 'packs', 'sample')),
    polygon: openPolygon(settings, join(settings.cache_dir ?? join(state, 'cache'), 'polygon')),
    answersOthers,
    hasPolygonKey: settings.polygon_api_key !== undefined,
    queue,
    shared,
    fits,
    meters: answersOthers ? await serverMeters({ db }) : noMeters,
    log,
    tracing,
    notifier: notifier ?? noNotifier,
    memoryLimit: settings.memory_limit,
    heldBytes,
    quotas: quotasOf(settings),
    closing: closing.signal,
    stopping: stopping.signal,
    now: steadyClock(Date.now, newest),
    wallTime,
    newId: () => uuid(),
    owner,
    isAlive,
    engineVersion: manifest.version,
    async examine() {
      const { examineServer } = await import('./doctor/examine.ts')
      return examineServer({ workspace, settings, env: process.env })
    },
    keepReportWhenDone(backtestId) {
      // The worker does that has the run.
      if (leavesRuns(parts)) return
      void import('../server/backtestReport.ts').then((report) =>
        report.keepReportWhenDone(parts, backtestId),
      )
    },
    reportBug: tellBug,
  }
  return {
    parts,
    beginClosing() {
      closing.abort()
    },
    stop() {
      closing.abort()
      stopping.abort(new SigmaError('UNAVAILABLE', 'the process is stopping', { next: 'ask again' }))
    },
    async close() {
      await queue.close()
      await fits.close()
      await writesEnded(db)
      await closeShared()
      await notifier?.close(notifyMs)
      await db.destroy()
      letGo()
      await closeTracing()
      await closeLog()
    },
  }
}
