import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { HealthCheck } from '../contract/types.ts'
import { SigmaError } from '../core/errors.ts'
import { indicators } from '../core/indicators/index.ts'
import { dialectOf } from '../store/database.ts'
import type { Parts } from './parts.ts'

export interface Health {
  /** Whether everything that the workspace's own source and packs need is there. */
  healthy: boolean
  checks: Record<string, HealthCheck>
  /** Messages of the checks that failed, by name. */
  errors: Record<string, string>
}

/** Checks the parts that commands need: the store, the packs, the bundled bars, and the model if one is named. */
export async function checkHealth(
  parts: Parts,
  request: { modelId?: string | undefined; packId?: string | undefined },
): Promise<Health> {
  const { modelId, packId } = request
  const checks: Record<string, HealthCheck> = {
    db_ok: await checkStore(parts),
    packs: await attempt(async () => {
      const faults = await parts.packs.faults('workspace')
      if (faults.length === 0) return { value: (await parts.packs.ids()).length }
      const shown = faults.map(({ file, line, issue }) => `${file}:${line}: ${issue}`)
      throw new SigmaError('INVALID_PARAM', shown.join('; '))
    }),
    daily_bars_rows: await checkBars(parts),
    indicators_count: {
      status: 'ok',
      value: indicators.size,
    },
    polygon_api_key: { status: 'skipped', message: 'no source in use needs it' },
  }
  if (modelId !== undefined) {
    checks.model = await attempt(async () => {
      const model = await parts.packs.model(modelId, packId)
      return { value: `${model.packId}/${model.modelId}`, message: `bars from ${model.config.source}` }
    })
    checks.polygon_api_key = await polygonCheck(parts, modelId, packId, checks.polygon_api_key)
  }
  const failed = Object.entries(checks).filter(([, { status }]) => status === 'error')
  return {
    healthy: failed.length === 0,
    checks,
    errors: Object.fromEntries(failed.map(([name, { message }]) => [name, message ?? 'failed'])),
  }
}

/** Whether the store answers, and whether there are bars: what a page shows of a server. */
export async function stateOf(parts: Parts): Promise<Record<'db' | 'data', 'ok' | 'error'>> {
  const silent: HealthCheck = { status: 'error', message: `no answer in ${patience} ms` }
  const [db, data] = await Promise.all(
    [checkStore(parts), checkBars(parts)].map((check) => soon(check, silent)),
  )
  const state = ({ status }: HealthCheck) => (status === 'ok' ? 'ok' : 'error')
  return { db: state(db), data: state(data) }
}

/** Milliseconds. A store that is gone is tried again for half a minute, and a page does not wait for that. */
const patience = 2_000

/** What is asked of a store, or what stands for it when no answer comes in time. */
export async function soon<Found>(asked: Promise<Found>, silent: Found): Promise<Found> {
  const late = new AbortController()
  try {
    return await Promise.race([asked, sleep(patience, silent, { signal: late.signal })])
  } finally {
    late.abort()
  }
}

function checkStore({ db }: Parts): Promise<HealthCheck> {
  return attempt(async () => {
    await sql`select 1`.execute(db)
    return { value: true, message: dialectOf(db) }
  })
}

function checkBars({ sample }: Parts): Promise<HealthCheck> {
  return attempt(async () => {
    const { bars } = await sample.load({ ticker: 'SPX', cadence: 'daily' })
    return { value: bars.ts.length, message: 'bundled S&P 500 bars' }
  })
}

/** Whether the model's bars can be had; skipped where they come from elsewhere. */
async function polygonCheck(
  parts: Parts,
  modelId: string,
  packId: string | undefined,
  skipped: HealthCheck,
): Promise<HealthCheck> {
  const known = (await parts.packs.models(packId)).find((model) => model.modelId === modelId)
  if (known?.source !== 'polygon') return skipped
  if (parts.hasPolygonKey) return { status: 'ok', message: 'a key is set' }
  return {
    status: 'error',
    message: `the bars of ${modelId} come from polygon, which needs a key in POLYGON_API_KEY; --source synthetic needs none`,
  }
}

/** A check's outcome. Its failure is the answer to the question that was asked, and so no failure of the request. */
async function attempt(check: () => Promise<Omit<HealthCheck, 'status'>>): Promise<HealthCheck> {
  try {
    return { status: 'ok', ...(await check()) }
  } catch (error) {
    return { status: 'error', message: error instanceof Error ? error.message : String(error) }
  }
}
