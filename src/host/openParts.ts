import { join } from 'node:path'
import { v7 as uuid } from 'uuid'
import manifest from '../../package.json' with { type: 'json' }
import { SigmaError } from '../core/errors.ts'
import { fitPool } from '../jobs/fitPool.ts'
import { localQueue } from '../jobs/local.ts'
import { openPacks } from '../packs/openPacks.ts'
import { administeredPacks } from '../services/administeredPacks.ts'
import { noMeters } from '../services/meters.ts'
import { noNotifier } from '../services/notifier.ts'
import type { Parts } from '../services/parts.ts'
import { writesEnded } from '../services/pendingWrites.ts'
import { leavesRuns } from '../services/shared.ts'
import { noTracing } from '../services/tracing.ts'
import { openDatabase } from '../store/database.ts'
import { newestTime } from '../store/newestTime.ts'
import { openArtifactStores } from './artifactStores.ts'
import { clockWarning, steadyClock } from './clock.ts'
import { languageModel } from './languageModelSettings.ts'
import { logOf, receiverOf, serverMeters, tracingOf } from './observers.ts'
import { packageRoot } from './packageRoot.ts'
import type { PartsOptions } from './partsOptions.ts'
import { isAlive, newOwner } from './processes.ts'
import { quotasOf } from './quotaSettings.ts'
import { reportBug } from './reportBug.ts'
import { openShared } from './shared.ts'
import { openPolygon, openSample } from './sources.ts'
import { makeStateFolder } from './stateFolder.ts'
import { storeTarget } from './storeTarget.ts'

/** How long a process that ends goes on sending notifications. */
const notifyMs = 5_000

/** Reading the columns of a larger matrix anew takes little beside what is done with them. */
const heldBytes = 256 * 2 ** 20

/** Half a gigabyte of 60 features, in eight groups of rows: few files, of which the full ones stay when the matrix grows. */
const partitionRows = 2 ** 20

interface OpenParts {
  parts: Parts
  /** From now on no new work begins. */
  beginClosing(): void
  /** Ends what takes long; jobs end by `close`. */
  stop(): void
  close(): Promise<void>
}

/** Builds the store, the jobs and all else that use cases work with. The only place where they meet. */
export async function openParts(options: PartsOptions): Promise<OpenParts> {
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
    partitionRows,
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
