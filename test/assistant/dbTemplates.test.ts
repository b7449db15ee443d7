import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askTemplate } from '../../src/assistant/templates/ask.ts'
import { loadTemplate, templateNames } from '../../src/assistant/templates/load.ts'
import type { Parameter } from '../../src/assistant/templates/template.ts'
import { insertBacktests } from '../../src/store/backtests.ts'
import { insertBuild } from '../../src/store/builds.ts'
import { dialectOf } from '../../src/store/database.ts'
import type { Row } from '../../src/store/readOnly.ts'
import { insertSweepResults } from '../../src/store/sweepResults.ts'
import { insertSweep } from '../../src/store/sweeps.ts'
import { insertTraining } from '../../src/store/trainings.ts'
import { appendTrials } from '../../src/store/trials.ts'
import { at, work } from '../store/temporary.ts'
import { type TestContext, testContext } from './context.ts'

let context: TestContext

/** More of everything than any template gives. */
const many = 60
const matrix = 'm'.repeat(64)
const sweep = 'run-9000'
const idOf = (step: number) => work(step).id
/** Names that mean something to a language of patterns or of statements: they are names, and nothing else. */
const tags = ['%', '_', "it's", 'a;b', '--', '\\', '<script>', '🦉', 'x'.repeat(200)]

beforeAll(async () => {
  context = await testContext()
  const { db } = context.parts
  const facts = { status: 'completed', config: {}, finishedAt: at(1) } as const
  await insertSweep(db, {
    ...{ ...work(9_000), status: 'completed', spec: {}, statistics: { pbo: 0.25 } },
    ...{ progressDone: many, progressTotal: many, matrixSha: matrix },
  })
  const steps = Array.from({ length: many }, (_, index) => index + 1)
  for (const step of steps) {
    await insertBuild(db, { ...work(step), ...facts, tag: tags[step % tags.length], matrixSha: matrix })
    await insertTraining(db, { ...work(step), ...facts, tag: tags[step % tags.length] })
    await insertSweep(db, { ...work(step), ...facts, spec: {}, progressDone: 0, progressTotal: 0 })
  }
  const sha = (step: number) => `trial-${step}`
  await insertBacktests(
    db,
    steps.map((step) => ({
      ...{ ...work(step), ...facts, tag: tags[step % tags.length], sweepId: sweep, score: step },
      modelId: `model-${step % 30}`,
      metrics: { sharpe: 0.1 + 0.2, cum_return: step / 3, trades: step },
      gate: { pass: step % 2 === 0, reasons: step % 2 === 0 ? [] : [`reason_${step}`, 'every'], details: [] },
      lineage: { risk_profile: 'balanced', matrix_sha: matrix },
      ...{ trialSha: sha(step), ledgerKey: `ledger-${step % 30}` },
    })),
  )
  for (const step of steps) {
    const trial = { sha: sha(step), runId: idOf(step), sharpe: step / 7, createdAt: at(step) }
    const days = { sessions: Int32Array.of(1, 2), sessionReturns: Float64Array.of(0.01, -0.01) }
    await appendTrials(db, `ledger-${step % 30}`, [{ ...trial, ...days }])
  }
  await insertSweepResults(
    db,
    sweep,
    steps.map((position) => ({
      ...{ position, kind: 'thresholds', status: 'completed', trialSha: sha(position), params: {} },
      ...{ runId: idOf(position), createdAt: at(position) },
    })),
  )
})
afterAll(() => context.close())

const engine = () => dialectOf(context.parts.db)
const ask = (name: string, values: Record<string, unknown>) => askTemplate(context, name, values)

/** A value of each parameter that finds what was stored. */
const good: Readonly<Record<string, unknown>> = {
  ...{ ids: [idOf(1)], id: idOf(1), sweep_id: sweep, kind: 'backtest' },
}

async function parametersOf(name: string): Promise<readonly Parameter[]> {
  return (await loadTemplate(name, engine())).parameters
}

/** What a template must be given, and the parameter that is tried. */
async function withValue(name: string, field: string, value: unknown): Promise<Record<string, unknown>> {
  const needed = (await parametersOf(name)).filter((one) => !one.isOptional && one.default === undefined)
  const values: [string, unknown][] = needed.map((one) => [one.name, good[one.name]])
  return Object.fromEntries([...values, [field, value]])
}

/** What each gives, worked out from what was stored, of everything that it can be asked for. */
const newest = (most: number) => Array.from({ length: most }, (_, index) => idOf(many - index))
const firstOf = (column: string) => (rows: Row[]) => rows.map((row) => row[column])
const expected: Record<string, [Record<string, unknown>, (rows: Row[]) => unknown, unknown]> = {
  backtests_by_id: [
    { ids: [5, 4, 3, 2, 1].map(idOf) },
    (rows) => rows.map(({ id, metrics }) => [id, metrics]),
    [1, 2, 3, 4, 5].map((step) => [idOf(step), { sharpe: 0.1 + 0.2, cum_return: step / 3, trades: step }]),
  ],
  build_by_id: [{ id: idOf(7) }, firstOf('matrix_sha'), [matrix]],
  count_runs: [{ kind: 'sweep' }, (rows) => rows, [{ runs: many + 1 }]],
  gate_failures: [
    { limit: 20 },
    firstOf('run_id'),
    Array.from({ length: 20 }, (_, index) => idOf(many - 1 - 2 * index)),
  ],
  gate_reasons: [
    {},
    (rows) => [rows[0], rows.slice(1).map(({ runs }) => runs)],
    [{ reason: 'every', runs: many / 2 }, Array(many / 2).fill(1)],
  ],
  gate_verdicts: [
    {},
    (rows) => rows,
    [
      { gate_pass: false, runs: many / 2 },
      { gate_pass: true, runs: many / 2 },
    ],
  ],
  leaderboard_rows: [
    { ids: newest(50) },
    (rows) => rows.map(({ run_id, sharpe, cum_ret }) => [run_id, sharpe, cum_ret]),
    newest(50)
      .toReversed()
      .map((id, index) => [id, 0.1 + 0.2, (many - 49 + index) / 3]),
  ],
  newest_backtests: [{ limit: 50 }, firstOf('id'), newest(50)],
  newest_builds: [{ limit: 50 }, firstOf('id'), newest(50)],
  newest_sweeps: [{ limit: 50 }, firstOf('id'), [sweep, ...newest(49)]],
  newest_trainings: [{ limit: 50 }, firstOf('id'), newest(50)],
  newest_trials: [
    { limit: 50 },
    (rows) => rows.map(({ run_id, seq, trial_sharpe }) => [run_id, seq, trial_sharpe]),
    newest(50).map((id, index) => [id, many - index > 30 ? 2 : 1, (many - index) / 7]),
  ],
  sweep_best: [
    { sweep_id: sweep, limit: 10 },
    firstOf('run_id'),
    Array.from({ length: 10 }, (_, index) => idOf(many - 2 * index)),
  ],
  sweep_by_id: [{ id: sweep }, firstOf('statistics'), [{ pbo: 0.25 }]],
  sweep_variants: [{ sweep_id: sweep }, (rows) => rows, [{ status: 'completed', variants: many }]],
  sweep_verdicts: [
    { sweep_id: sweep },
    (rows) => rows.map(({ gate_pass, runs, best_score }) => [gate_pass, runs, best_score]),
    [
      [false, many / 2, many - 1],
      [true, many / 2, many],
    ],
  ],
  training_by_id: [{ id: idOf(7) }, firstOf('id'), [idOf(7)]],
  trial_counts: [{}, (rows) => rows.map(({ trials, runs }) => [trials, runs]), Array(20).fill([2, 2])],
}

describe('a template', () => {
  it.each(templateNames())('gives what is stored, and no more rows than it declares: %s', async (name) => {
    const [values, told, rows] = expected[name] ?? []
    if (values === undefined || told === undefined) throw new Error(`nothing is worked out for ${name}`)
    const found = await ask(name, values)
    expect(told(found)).toEqual(rows)
    expect(found.length).toBeLessThanOrEqual((await loadTemplate(name, engine())).mostRows)
  })

  it.each(templateNames())(
    'has every optional condition in force when its value is given: %s',
    async (name) => {
      for (const parameter of (await parametersOf(name)).filter(({ isOptional }) => isOptional)) {
        const nothing = parameter.type === 'choice' ? parameter.choices.at(-1) : 'of nothing stored'
        const found = await ask(name, await withValue(name, parameter.name, nothing))
        const counts = found.filter((row) => row.runs !== 0)
        expect(counts, parameter.name).toEqual([])
      }
    },
  )

  it('takes the signs of patterns and statements as they are', async () => {
    const steps = Array.from({ length: many }, (_, index) => many - index)
    for (const [at, tag] of tags.entries()) {
      const found = await ask('newest_backtests', { tag, limit: 50 })
      expect(found.map(({ id }) => id)).toEqual(steps.filter((step) => step % tags.length === at).map(idOf))
    }
  })
})

/** Texts that would be more than a name in a statement that they became part of. They are in bounds, so they are asked for. */
const hostile = [
  "' or '1'='1",
  "' or 1=1 --",
  "'; drop table backtest_runs; --",
  "x'; update backtest_runs set status = 'failed'; --",
  "' union select id, request_key from backtest_runs --",
  '") or ("1"="1',
  '1 or true',
  '%',
  '_un-%',
  '*',
  '\\',
  "\\' or 1=1 --",
  '$1',
  '$$; select 1; $$',
  ':id',
  '?1',
  '/* */',
  '*/ or 1=1 /*',
  '  and true -- if given',
  '__proto__',
  'constructor',
  '{{id}}',
  '["run-0001"]',
  '{"$ne": null}',
  "char(39)||'x",
  'null',
  'ʼ or ʼ1ʼ=ʼ1',
  '＇ or 1=1 --',
  '\u202erun-0001',
]

/** What is of no parameter's kind. */
const refused: unknown[] = [
  ...['', 'a\0b', '\n', '\ud800', 'x'.repeat(100_000), -1, 0.5, 1e308, Number.NaN, 10_001, true],
  ...[{}, [], [[]], [''], [null], [{ id: 1 }], ['a\0b'], ['x'.repeat(201)], { $gt: '' }, { length: 3 }],
  ...[Array(51).fill('x'), new Date(0), Symbol('x'), () => 'x', 10n],
]

describe('whoever tries to break in through a template', () => {
  const runs = ['backtest_runs', 'backtest_sweeps', 'training_runs', 'build_runs'] as const
  const tables = [...runs, 'trials', 'sweep_results'] as const
  const everything = () =>
    Promise.all(tables.map((table) => context.parts.db.selectFrom(table).selectAll().execute()))

  it.each(templateNames())('is refused, or finds nothing: %s', async (name) => {
    const before = await everything()
    for (const parameter of await parametersOf(name)) {
      for (const text of hostile.filter((one) => parameter.name !== 'tag' || !tags.includes(one))) {
        const value = parameter.type === 'names' ? [text] : text
        const asked = ask(name, await withValue(name, parameter.name, value))
        const found = await asked.catch((error: unknown) => error)
        const what = `${parameter.name} ${text}`
        if (parameter.type === 'text' || parameter.type === 'names') {
          const rows = Array.isArray(found) ? found.filter((row) => row.runs !== 0) : [found]
          expect(rows, what).toEqual([])
        } else expect(found, what).toMatchObject({ code: 'INVALID_PARAM' })
      }
      for (const value of refused) {
        const asked = ask(name, await withValue(name, parameter.name, value))
        await expect(asked, `${parameter.name} ${String(value).slice(0, 40)}`).rejects.toMatchObject({
          code: 'INVALID_PARAM',
        })
      }
    }
    expect(await everything()).toEqual(before)
  })

  it.each(templateNames())('gives no value that is not declared: %s', async (name) => {
    for (const field of ['sql', 'no_such', 'ID', 'id; --', 'constructor', 'limit ', ':limit', '']) {
      await expect(ask(name, await withValue(name, field, 1))).rejects.toMatchObject({
        code: 'INVALID_PARAM',
      })
    }
    const own: unknown = JSON.parse('{"__proto__": {"id": "run-0001"}}')
    if (typeof own !== 'object' || own === null) throw new Error('expected an object')
    await expect(ask(name, { ...(await withValue(name, 'x', 1)), ...own })).rejects.toMatchObject({
      code: 'INVALID_PARAM',
    })
  })
})
