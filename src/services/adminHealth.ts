import { statfs } from 'node:fs/promises'
import { SigmaError } from '../core/errors.ts'
import { countMatrices } from '../store/matrices.ts'
import { countOpenWork, type WorkKind } from '../store/openWork.ts'
import { type SchemaState, schemaState } from '../store/schemaState.ts'
import { soon } from './checkHealth.ts'
import type { Parts } from './parts.ts'

/** How a server stands, for whoever runs it. What the store tells is null where it does not answer. */
interface AdminHealth {
  /** `warn`: it answers, but is not at the schema of this program. */
  db: 'ok' | 'warn' | 'err'
  schema: SchemaState | null
  cache: { matrices: number | null; hits: number | null; misses: number | null }
  workers: { threads: number; busy: number; idle: number }
  queue: Record<WorkKind, { queued: number; running: number }> | null
  /** Bytes. */
  disk: { free: number; total: number }
}

export async function adminHealth(parts: Parts): Promise<AdminHealth> {
  const { fits, meters, workspace } = parts
  const asked = await meters.matricesAsked()
  const stored = await soon(storedState(parts), null)
  const busy = Math.min(fits.busy(), fits.threads)
  const { bavail, blocks, bsize } = await statfs(workspace.root)
  return {
    db: stored === null ? 'err' : stored.schema.pending + stored.schema.unknown > 0 ? 'warn' : 'ok',
    schema: stored?.schema ?? null,
    cache: { matrices: stored?.matrices ?? null, hits: asked?.hits ?? null, misses: asked?.misses ?? null },
    workers: { threads: fits.threads, busy, idle: fits.threads - busy },
    queue: stored?.queue ?? null,
    disk: { free: bavail * bsize, total: blocks * bsize },
  }
}

/** Null where the store does not answer, which is what was asked. */
async function storedState({ db }: Parts) {
  try {
    const schema = await schemaState(db)
    const queue = { build: none(), train: none(), backtest: none(), sweep: none() }
    for (const { kind, status, count } of await countOpenWork(db)) queue[kind][status] = count
    return { schema, queue, matrices: await countMatrices(db) }
  } catch (error) {
    if (error instanceof SigmaError && error.code !== 'UNAVAILABLE') throw error
    return null
  }
}

const none = () => ({ queued: 0, running: 0 })
