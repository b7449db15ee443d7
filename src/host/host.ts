import { mkdirSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import { v7 as uuid } from 'uuid'
import manifest from '../../package.json' with { type: 'json' }
import { openArtifacts } from '../artifacts/local.ts'
import { SigmaError } from '../core/errors.ts'
import { sampleSource } from '../data/sample.ts'
import { fitPool } from '../jobs/fitPool.ts'
import { localQueue } from '../jobs/local.ts'
import { openPacks } from '../packs/openPacks.ts'
import { buildApp } from '../server/app.ts'
import { closeStaleRuns } from '../services/closeStaleRuns.ts'
import { openDatabase } from '../store/database.ts'
import { packageRoot } from './packageRoot.ts'
import { isAlive } from './processes.ts'
import type { Settings } from './settings.ts'

export { inProcessTransport } from './inProcess.ts'

export interface Host {
  app: FastifyInstance
  /** Stops jobs, worker threads and the store, in this order. */
  close(): Promise<void>
}

export interface HostOptions {
  workspace: string
  settings: Settings
  /** Worker threads for fits; the cores when absent. */
  threads?: number
  logLevel?: 'info' | 'warn' | 'error'
}

/** Builds the store, the jobs and the server of a workspace. The only place where they meet. */
export async function openHost({ workspace, settings, threads, logLevel }: HostOptions): Promise<Host> {
  const state = makeStateFolder(workspace)
  const root = packageRoot()
  const packsDir = settings.packs_dir ?? join(workspace, 'packs')
  const db = await openDatabase({ file: join(state, 'sigma.db') })
  const queue = localQueue()
  const fits = fitPool(threads)
  const parts = {
    workspace: { root: workspace, dataRoots: settings.data_roots },
    db,
    artifacts: openArtifacts(workspace),
    packs: openPacks({
      builtinDir: join(root, 'packs'),
      workspaceDir: packsDir,
      settingsFile: join(workspace, 'sigma.yaml'),
    }),
    packsDir,
    sample: sampleSource(join(root, 'packs', 'sample')),
    queue,
    fits,
    now: () => new Date(),
    newId: () => uuid(),
    owner: `${process.pid}@${hostname()}`,
    engineVersion: manifest.version,
  }
  await closeStaleRuns(parts, isAlive)
  const app = buildApp({ parts, legacyErrors: settings.legacy_errors, logLevel })
  await app.ready()
  return {
    app,
    async close() {
      await queue.close()
      await app.close()
      await fits.close()
      await db.destroy()
    },
  }
}

/** `.sigma/` holds the database, artifacts and cache of the workspace. */
function makeStateFolder(workspace: string): string {
  const state = join(workspace, '.sigma')
  try {
    mkdirSync(state, { recursive: true })
  } catch (cause) {
    throw new SigmaError(
      'UNAVAILABLE',
      `cannot write to the workspace ${workspace}: ${cause instanceof Error ? cause.message : cause}`,
      {
        next: 'name a folder that you may write to with --workspace, or make one with: sigma init DIR',
        cause,
      },
    )
  }
  return state
}
