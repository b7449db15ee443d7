import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { openDatabase } from '../../src/store/database.ts'
import { listSweepResults } from '../../src/store/sweepResults.ts'
import { runSigma } from '../cli/runSigma.ts'
import {
  type AnswerBody,
  done,
  type TestHost,
  temporaryWorkspace,
  testHost,
  writeFeatureCsv,
} from './testHost.ts'

// Sweeps that draw some combinations instead of trying all of them.

const workspace = temporaryWorkspace()
let host: TestHost

beforeAll(async () => {
  writeFeatureCsv(workspace)
  writeFeatureCsv(workspace, 'halving.csv', 400, 2)
  host = await testHost({ workspace, change: alone })
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await host.close()
})

/** Other processes than ours are gone. */
function alone() {
  return { isAlive: (owner: string) => owner !== 'gone' }
}

const base = { csv: 'features.csv', columns: { return: 'ret_fwd' }, inner_folds: 2, splits: 2 }
const space = { top_pct_variants: [0.1, 0.2, 0.3], momentum_gate_variants: [false] }
const ranges = { rate: { min: 0.01, max: 0.3, log: true }, depth: { min: 1, max: 3 } }

const rowsSchema = z.array(
  z.object({
    config: z.object({
      value: z.string(),
      seed: z.number(),
      hyperparams: z.object({ rounds: z.number(), depth: z.number(), rate: z.number() }),
    }),
    metrics: z.record(z.string(), z.unknown()),
    backtest_run_id: z.string(),
  }),
)

async function swept(body: object) {
  const answer = await done(host.post('/backtest_sweep', body))
  const { rows, statistics } = await done(host.get(`/sweeps/${answer.sweep_id}/results?limit=200`))
  return { id: answer.sweep_id, answer, statistics, rows: rowsSchema.parse(rows) }
}

const refusal = async (body: object): Promise<AnswerBody['error']> => {
  const { status, body: answer } = await host.post('/sweeps/run', { ...base, ...body })
  expect(status).toBe(400)
  return answer.error
}

describe('a random search', () => {
  const request = (seed: number, budget = 5) => ({
    ...base,
    hyperparams: { rounds: 4 },
    sweep: { ...space, hyperparams_ranges: ranges, search: { kind: 'random', budget, seed } },
  })

  it('tries as many as its budget says, each within its ranges and with a seed of its own', async () => {
    const { rows, statistics, id } = await swept(request(7))
    expect(rows).toHaveLength(5)
    expect(new Set(rows.map(({ config }) => config.seed)).size).toBe(5)
    for (const { config } of rows) {
      const { rounds, depth, rate } = config.hyperparams
      expect([1, 2, 3]).toContain(depth)
      expect(rate >= 0.01 && rate <= 0.3).toBe(true)
      expect(rounds).toBe(4)
    }
    expect(statistics.trials).toBe(5)
    expect((await swept(request(7))).answer).toMatchObject({ sweep_id: id, deduplicated: true })
  })

  it('draws the same again by its seed, more of them the same first', async () => {
    const configs = async (body: object) =>
      new Set((await swept(body)).rows.map(({ config }) => JSON.stringify(config)))
    const few = await configs(request(7))
    const more = await configs(request(7, 8))
    expect([...few].every((config) => more.has(config))).toBe(true)
    const others = await configs(request(8))
    expect([...few].some((config) => others.has(config))).toBe(false)
  })

  it('has rows equal to a backtest of the same variant', async () => {
    const [{ config, metrics }] = (await swept(request(7))).rows
    const { rounds, depth, rate } = config.hyperparams
    const alone = await done(
      host.post('/backtest', {
        ...base,
        hyperparams: { rounds, depth, rate },
        seed: config.seed,
        top_pct: config.value,
      }),
    )
    expect({ ...alone.metrics, ...metrics, timings: null }).toEqual({ ...alone.metrics, timings: null })
  })

  it('takes all combinations where they are no more than its budget', async () => {
    const { rows } = await swept({
      ...base,
      hyperparams: { rounds: 3, rate: 0.1 },
      sweep: {
        ...space,
        hyperparams_variants: [{ depth: 1 }, { depth: 2 }],
        search: { kind: 'random', budget: 50 },
      },
    })
    expect(rows).toHaveLength(6)
    expect(new Set(rows.map(({ config }) => config.seed)).size, 'a fit key has one seed').toBe(2)
  })
})

describe('successive halving', () => {
  const request = {
    ...base,
    csv: 'halving.csv',
    hyperparams: { rounds: 40 },
    sweep: { ...space, hyperparams_ranges: ranges, search: { kind: 'halving', budget: 13, eta: 3, seed: 3 } },
  }
  let first: Awaited<ReturnType<typeof swept>>
  beforeAll(async () => {
    first = await swept(request)
  })

  async function stored(id: string) {
    const db = await openDatabase({ file: join(workspace, '.sigma', 'sigma.db') })
    const rows = await listSweepResults(db, id)
    const tried = await db
      .selectFrom('sweep_results')
      .select('params')
      .where('sweep_id', '=', id)
      .orderBy('position')
      .execute()
    await db.destroy()
    return rows.map((row, place) => ({ ...row, params: tried[place].params }))
  }

  it('gives the best of each rung more rounds, and counts every trial', async () => {
    const results = await stored(first.id)
    expect(results.map(({ rung }) => rung)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2])
    expect(first.statistics.trials).toBe(results.length)
    expect(first.statistics.best_run_id).toBe(results[12].runId)
    const { rows } = await done(host.get(`/sweeps/${first.id}/logs`))
    expect(rows.map(({ rung }) => rung)).toEqual(results.map(({ rung }) => rung))
    expect(rows.every(({ value }) => typeof value === 'string')).toBe(true)
    const shown = await done(host.get(`/sweeps/${first.id}/results?limit=200`))
    expect(shown.rows.map(({ id, rung }) => [id, rung]).sort()).toEqual(
      results.map(({ runId, rung }) => [runId, rung]).sort(),
    )
    const sharpes = (rung: number) =>
      results.filter((one) => one.rung === rung).map(({ metrics }) => Number(metrics?.sharpe))
    const fitOf = ({ params }: (typeof results)[number]) => {
      const { config } = z
        .object({
          config: z.object({ seed: z.number(), booster: z.object({ rate: z.number(), depth: z.number() }) }),
        })
        .parse(JSON.parse(params))
      return JSON.stringify(config)
    }
    for (const rung of [1, 2]) {
      const before = results.filter((one) => one.rung === rung - 1)
      const best = [...sharpes(rung - 1)].sort((a, b) => b - a).slice(0, sharpes(rung).length)
      const survived = before.filter(({ metrics }) => best.includes(Number(metrics?.sharpe))).map(fitOf)
      expect(results.filter((one) => one.rung === rung).map(fitOf)).toEqual(survived)
    }
    const rounds = first.rows.map(({ config }) => config.hyperparams.rounds).sort((a, b) => a - b)
    expect([...new Set(rounds)]).toEqual([4, 13, 40])
  })

  it.each([0, 5, 10])('is gone on with after %i variants, and comes to the same', async (kept) => {
    const before = await stored(first.id)
    const db = await openDatabase({ file: join(workspace, '.sigma', 'sigma.db') })
    const runs = before.filter(({ position }) => position >= kept).flatMap(({ runId }) => runId ?? [])
    await db
      .deleteFrom('sweep_results')
      .where('sweep_id', '=', first.id)
      .where('position', '>=', kept)
      .execute()
    await db.deleteFrom('backtest_runs').where('id', 'in', runs).execute()
    await db.deleteFrom('trials').where('run_id', 'in', runs).execute()
    await db
      .updateTable('backtest_sweeps')
      .set({ status: 'running', owner: 'gone', statistics: null, finished_at: null })
      .where('id', '=', first.id)
      .execute()
    await db.destroy()
    expect(await host.post(`/sweeps/${first.id}/resume`)).toMatchObject({
      status: 202,
      body: { variants: 13 },
    })
    const last = (await host.events(`/sweeps/${first.id}/events`)).at(-1)?.data
    expect(last).toMatchObject({ status: 'completed' })
    const plain = (rows: typeof before) =>
      rows.map(({ position, rung, trialSha, metrics }) => ({ position, rung, trialSha, metrics }))
    expect(plain(await stored(first.id))).toEqual(plain(before))
  })

  it('tells by its logs what became of each variant, and exports its rows', async () => {
    const { rows, total } = await done(host.get(`/sweeps/${first.id}/logs?limit=5&offset=8`))
    expect(total).toBe(13)
    const logSchema = z.array(
      z.object({ position: z.number(), rung: z.number(), status: z.string(), error: z.null() }),
    )
    expect(logSchema.parse(rows).map(({ position, rung }) => [position, rung])).toEqual([
      [8, 0],
      [9, 1],
      [10, 1],
      [11, 1],
      [12, 2],
    ])
    expect(await done(host.get(`/sweeps/${first.id}/logs?status=failed`))).toMatchObject({
      total: 0,
      rows: [],
    })
    // Vitest sets it, and Sigma would read it.
    vi.stubEnv('BASE_URL', undefined)
    const { stdout, stderr, code } = await runSigma('--workspace', workspace, 'sweep', 'export', first.id)
    expect(code, stderr).toBe(0)
    const [header, ...lines] = stdout.trimEnd().split('\n')
    expect(header).toMatch(
      /^kind,value,allowed_hours,sharpe,cum_ret,trades,gate,parity,capacity,tag,pack_sha,indicator_set_sha,model_config_sha,policy_sha,risk_sha,risk_profile,/,
    )
    expect(lines).toHaveLength(13)
    const [{ config }] = first.rows
    expect(lines[0]).toMatch(new RegExp(`^top_pct,${config.value},.*,${config.seed},[0-9a-f-]{36}$`))
  })

  it('is another sweep with another budget or eta', async () => {
    const shown = { ...request, sweep: { ...request.sweep, search: { ...request.sweep.search, eta: 2 } } }
    const other = await swept(shown)
    expect(other.answer.deduplicated).toBe(false)
    expect(other.rows).toHaveLength(11)
  })
})

describe('a search that is asked for wrongly', () => {
  it.each([
    [{ sweep: { hyperparams_ranges: ranges } }, 'hyperparams_ranges'],
    [{ sweep: { search: { kind: 'random', budget: 5, eta: 3 } } }, 'search.eta'],
    [{ sweep: { search: { kind: 'halving', budget: 3 } } }, 'search.budget'],
    [
      {
        sweep: {
          search: { kind: 'halving', budget: 30 },
          hyperparams_ranges: { rounds: { min: 5, max: 50 } },
        },
      },
      'hyperparams_ranges.rounds',
    ],
    [
      {
        sweep: {
          search: { kind: 'random', budget: 30 },
          hyperparams_ranges: { rate: { min: 0.2, max: 0.1 } },
        },
      },
      'hyperparams_ranges.rate',
    ],
    [
      {
        sweep: { search: { kind: 'random', budget: 30 }, hyperparams_ranges: { rate: { min: 0, max: 0.1 } } },
      },
      'hyperparams_ranges.rate',
    ],
    [
      {
        sweep: {
          search: { kind: 'random', budget: 30 },
          hyperparams_ranges: { alpha: { min: 0, max: 1, log: true } },
        },
      },
      'hyperparams_ranges.alpha',
    ],
    [
      {
        sweep: {
          search: { kind: 'random', budget: 30 },
          hyperparams_ranges: { depth: { min: 1.5, max: 3 } },
        },
      },
      'hyperparams_ranges.depth',
    ],
  ])('is refused: %j', async (body, field) => {
    expect((await refusal(body)).details.field_errors).toMatchObject([{ field }])
  })
})
