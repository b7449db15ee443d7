import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { openDatabase } from '../../src/store/database.ts'
import { sigma, sigmaElsewhere, startServer } from './commands.ts'
import { type Asked, askedSchema, type Load, load, loadSchema } from './serverLoad.ts'

export const serverChoices = ['leaderboard', 'health'] as const

/** Runs of the leaderboard: what a group of researchers has after some months. */
const runs = 20_000
const model = 'spx_eq_swing_daily'
const connections = 64

/**
 * What a server answers: pages of the leaderboard, all on one core with the load on another, and its health while a sweep
 * takes all cores. A number is that of the requests.
 */
export async function server(choices: readonly string[]): Promise<string[]> {
  const requests = Number(choices.find((choice) => /^\d+$/.test(choice)) ?? 200_000)
  const named = choices.filter((choice) => !/^\d+$/.test(choice))
  const isWanted = (name: string) => named.length === 0 || named.includes(name)
  const folder = mkdtempSync(join(tmpdir(), 'sigma-bench-server-'))
  try {
    sigma(folder, ['init'])
    return [
      ...(isWanted('leaderboard') ? await leaderboard(folder, requests) : []),
      ...(isWanted('health') ? await healthBesideSweep(folder) : []),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Pages of ten rows, of several filters and orders, and none of them twice in a row. */
const pages = [
  '/leaderboard?limit=10',
  '/leaderboard?limit=10&offset=10',
  '/leaderboard?limit=10&order_by=sharpe',
  `/leaderboard?limit=10&model_id=${model}`,
  '/leaderboard?limit=10&pack_id=swingsigma&order_by=cum_return',
  '/leaderboard?limit=10&pass_gate=false&offset=500',
  '/leaderboard?limit=10&tag=tag7',
]

async function leaderboard(folder: string, requests: number): Promise<string[]> {
  await fillRuns(folder)
  const started = await startServer(folder, pinnedTo(0))
  try {
    const { pid } = started.process
    await loadElsewhere(started.url, pages, { requests: Math.min(10_000, requests), connections })
    const steps: string[] = []
    const step = async (name: string, more: Partial<Asked>) => {
      const found = await loadElsewhere(started.url, pages, { requests: requests / 5, connections, ...more })
      steps.push(`| ${name} | ${shown(found)} | ${residentMegabytes(pid).toFixed(0)} |`)
    }
    const before = residentMegabytes(pid)
    for (let times = 0; times < 4; times++) await step('as many as can be', {})
    await step('2,000 a second', { perSecond: 2_000 })
    return [
      `Pages of 10 rows of ${runs.toLocaleString('en')} runs, ${pages.length} kinds in turn, ${connections} connections, the server on one core and the load on another; ${before.toFixed(0)} MB after warming up.`,
      '',
      '| asked for | requests | a second | p50 ms | p99 ms | most ms | not 200 | MB of memory |',
      '|---|---|---|---|---|---|---|---|',
      ...steps,
      '',
    ]
  } finally {
    started.process.kill()
  }
}

/** As many runs as asked for out of those of one sweep, with all that is stored of each. */
async function fillRuns(folder: string): Promise<void> {
  sigma(folder, ['build', model])
  const variants = ['--top-pcts', '0.1,0.15,0.2,0.25,0.3', '--thresholds', '0.5;0.52;0.55']
  sigma(folder, ['sweep', 'run', model, '--rounds', '5', '--splits', '2', ...variants])
  const db = await openDatabase({ file: join(folder, '.sigma', 'sigma.db') })
  try {
    const { rows: columns } = await sql<{
      name: string
    }>`select name from pragma_table_info('backtest_runs')`.execute(db)
    const own: Readonly<Record<string, string>> = {
      id: `lower(hex(randomblob(16)))`,
      request_key: `'copy' || n.i || id`,
      tag: `'tag' || (n.i % 97)`,
      score: 'score + n.i / 1e6',
      sharpe: 'sharpe + n.i / 1e6',
      owner: 'null',
    }
    const names = columns.map(({ name }) => name)
    const {
      rows: [{ known }],
    } = await sql<{ known: number }>`select count(*) as known from backtest_runs`.execute(db)
    await sql`insert into backtest_runs (${sql.raw(names.join(', '))})
      with recursive n (i) as (select 1 union all select i + 1 from n where i + 1 < ${sql.lit(Math.ceil(runs / known))})
      select ${sql.raw(names.map((name) => own[name] ?? name).join(', '))} from backtest_runs, n`.execute(db)
  } finally {
    await db.destroy()
  }
}

/** A sweep on all cores, asked for over HTTP, and `/health` fifty times a second meanwhile. */
async function healthBesideSweep(folder: string): Promise<string[]> {
  sigma(folder, ['build', model])
  writeFileSync(join(folder, 'sweep.yaml'), sweepFile)
  const started = await startServer(folder)
  try {
    const every = { connections: 4, perSecond: 50 }
    const alone = await load(started.url, ['/health'], { ...every, requests: 500 })
    let isSwept = false
    const swept = sigmaElsewhere(folder, [
      'sweep',
      'run',
      '--file',
      'sweep.yaml',
      '--base-url',
      started.url,
    ]).finally(() => {
      isSwept = true
    })
    const beside = await load(started.url, ['/health'], {
      ...every,
      requests: Infinity,
      until: () => isSwept,
    })
    await swept
    return [
      `\`/health\` fifty times a second, before a sweep and while one takes all ${availableParallelism()} cores, ${beside.seconds.toFixed(0)} s.`,
      '',
      '| | requests | a second | p50 ms | p99 ms | most ms | not 200 |',
      '|---|---|---|---|---|---|---|',
      `| nothing beside it | ${shown(alone)} |`,
      `| beside a sweep | ${shown(beside)} |`,
    ]
  } finally {
    started.process.kill()
  }
}

/** Sixteen fits of two hundred trees in five folds, and a hundred ways to trade each. */
const sweepFile = `model_id: ${model}
axes:
  top_pct: [${Array.from({ length: 100 }, (_, at) => (0.05 + at * 0.005).toFixed(3)).join(', ')}]
  hyperparams: { depth: [3, 4, 5, 6], rate: [0.02, 0.05, 0.1, 0.2], rounds: 200 }
  splits: [5]
`

async function loadElsewhere(url: string, paths: readonly string[], asked: Asked): Promise<Load> {
  const [program, ...args] = [...pinnedTo(1), process.execPath, process.argv[1], '--alone', 'server']
  const text = execFileSync(program, [...args, url, JSON.stringify(asked), ...paths], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return loadSchema.parse(JSON.parse(text))
}

/** The other process. */
export async function serverAlone([url, asked, ...paths]: readonly string[]): Promise<string> {
  return JSON.stringify(await load(url, paths, askedSchema.parse(JSON.parse(asked))))
}

/** Words before a command that keep it on one core, where the machine has such a command and more than one core. */
function pinnedTo(core: number): string[] {
  const found = ['/usr/bin/taskset', '/bin/taskset'].find((path) => existsSync(path))
  return found === undefined ? [] : [found, '-c', String(core)]
}

function residentMegabytes(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]) / 1024
}

function shown({ requests, seconds, p50, p99, most, failed }: Load): string {
  const rate = (requests / seconds).toFixed(0)
  return `${requests.toLocaleString('en')} | ${rate} | ${[p50, p99, most].map((ms) => ms.toFixed(1)).join(' | ')} | ${failed}`
}
