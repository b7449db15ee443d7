import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { openArtifacts } from '../../src/artifacts/local.ts'
import { openDatabase } from '../../src/store/database.ts'
import { isAskedForAll } from '../askedForAll.ts'
import { randomOf } from '../core/backtest/builders.ts'
import { isUnbuilt, writeFeatureCsv } from '../server/testHost.ts'
import { bin, environment, modelId, sigma, temporaryFolder } from './workspace.ts'

const random = randomOf(7)

/** How often each kind of work is killed: thirty times in all take a minute, so that they are for who asks. */
const times = isAskedForAll ? 10 : 3

/** Starts a command and kills it after a time; undefined: waits for its end. It is killed, or it ends well: tells which. */
async function run(cwd: string, argv: readonly string[], killAfterMs?: number): Promise<boolean> {
  const child = execa(process.execPath, [bin, ...argv], {
    cwd,
    env: environment,
    extendEnv: false,
    reject: false,
    timeout: 100_000,
  })
  if (killAfterMs !== undefined) {
    await Promise.race([child, sleep(killAfterMs)])
    child.kill('SIGKILL')
  }
  const { exitCode, signal, stderr } = await child
  if (signal === 'SIGKILL') return false
  expect(exitCode, stderr).toBe(0)
  return true
}

/** Kills a command at so many moments of the time that it takes undisturbed; tells how often it was killed. */
async function killOften(cwd: string, times: number, argvOf: (time: number) => string[]): Promise<number> {
  // The first one makes the workspace as well, which takes it longer than those that are killed.
  await run(cwd, argvOf(0))
  const started = performance.now()
  await run(cwd, argvOf(1))
  const whole = performance.now() - started
  let killed = 0
  for (let time = 2; time <= times + 1; time++) {
    // Work begins after the start of a process, which takes about a third of it all.
    const ended = await run(cwd, argvOf(time), whole * (0.3 + 0.7 * random()))
    killed += Number(!ended)
    await expectConsistent(cwd)
  }
  return killed
}

/** What the next start finds: no row without its file, whole, and nothing done that is not stored to its end. */
async function expectConsistent(cwd: string): Promise<void> {
  const db = await openDatabase({ file: join(cwd, '.sigma', 'sigma.db') })
  const artifacts = openArtifacts(cwd)
  try {
    // Its bytes are checked against its hash.
    for (const { uri } of await db.selectFrom('artifacts').select('uri').distinct().execute())
      await artifacts.get(uri)
    for (const { matrix_uri: matrix, bars_uri: bars } of await db
      .selectFrom('matrices')
      .selectAll()
      .execute()) {
      await artifacts.get(matrix)
      await artifacts.get(bars)
    }
    for (const { id, metrics } of await db
      .selectFrom('backtest_runs')
      .select(['id', 'metrics'])
      .where('status', '=', 'completed')
      .execute()) {
      expect(metrics).not.toBeNull()
      const folds = await db.selectFrom('backtest_folds').select('fold').where('run_id', '=', id).execute()
      expect(folds.length, `the folds of ${id}`).toBeGreaterThan(0)
    }
    for (const sweep of await db.selectFrom('backtest_sweeps').selectAll().execute()) {
      const done = await db
        .selectFrom('sweep_results')
        .select('backtest_run_id')
        .where('sweep_id', '=', sweep.id)
        .where('status', '=', 'completed')
        .execute()
      expect(done.length).toBe(sweep.progress_done)
      expect(done.every(({ backtest_run_id: id }) => id !== null)).toBe(true)
    }
  } finally {
    await db.destroy()
  }
}

/** Rows of a sweep as texts, in their order, without what differs between two of them. */
async function rowsOf(cwd: string, id: string): Promise<string[]> {
  const { stdout } = await sigma(cwd, ['sweep', 'results', id, '--all', '--json'])
  const rows: { config: Record<string, unknown>; score: number; metrics: Record<string, unknown> }[] =
    JSON.parse(stdout).rows
  const texts = rows.map(({ config: { tag: _, ...config }, score, metrics: { timings: __, ...metrics } }) =>
    JSON.stringify({ config, score, metrics }),
  )
  return texts.sort()
}

describe.skipIf(isUnbuilt)('kill -9', () => {
  it('leaves builds whole, and the next one builds', { timeout: 200_000 }, async () => {
    const cwd = temporaryFolder()
    const build = ['build', modelId, '--start', '2019-01-02', '--force']
    const killed = await killOften(cwd, times, () => build)
    expect(killed).toBeGreaterThan(0)
    await run(cwd, build)
  })

  it('leaves trainings whole, and the next one trains', { timeout: 200_000 }, async () => {
    const cwd = temporaryFolder()
    writeFeatureCsv(cwd)
    const train = ['train', '--csv', 'features.csv', '--out', 'model.json', '--rounds', '30', '--force']
    expect(await killOften(cwd, times, () => train)).toBeGreaterThan(0)
    await run(cwd, train)
  })

  it('leaves sweeps that are gone on with, and come to what they come to undisturbed', {
    timeout: 200_000,
  }, async () => {
    const shares = Array.from({ length: 50 }, (_, index) => (0.01 + 0.018 * index).toFixed(3)).join()
    const sweep = [
      'sweep',
      '--csv',
      'features.csv',
      '--rounds',
      '20',
      '--splits',
      '3',
      '--top-pcts',
      shares,
      '--json',
    ]
    const idOf = async (cwd: string): Promise<{ id: string; status: string } | undefined> => {
      const { stdout } = await sigma(cwd, ['sweep', 'list', '--json'])
      return JSON.parse(stdout).rows[0]
    }
    const undisturbed = temporaryFolder()
    writeFeatureCsv(undisturbed)
    const started = performance.now()
    await run(undisturbed, sweep)
    const whole = performance.now() - started

    const cwd = temporaryFolder()
    writeFeatureCsv(cwd)
    let killed = 0
    for (let time = 0; killed < times; time++) {
      // Each begins anew, or goes on with what was killed before.
      const left = time % 3 === 0 ? undefined : await idOf(cwd)
      const argv =
        left && left.status !== 'completed' ? ['sweep', 'resume', left.id] : [...sweep, '--tag', `t${time}`]
      killed += Number(!(await run(cwd, argv, whole * (0.3 + 0.6 * random()))))
      await expectConsistent(cwd)
    }
    const last = await idOf(cwd)
    if (!last) throw new Error('no sweep was begun')
    if (last.status !== 'completed') await run(cwd, ['sweep', 'resume', last.id])
    expect(await idOf(cwd)).toMatchObject({ id: last.id, status: 'completed' })
    const rows = await rowsOf(cwd, last.id)
    expect(rows).toHaveLength(50)
    expect(rows).toEqual(await rowsOf(undisturbed, (await idOf(undisturbed))?.id ?? ''))
    await expectConsistent(cwd)
  })
})
