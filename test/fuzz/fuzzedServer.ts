import { createHash } from 'node:crypto'
import { once } from 'node:events'
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { execa } from 'execa'
import Libsql from 'libsql'
import type { Stored } from './goodRequests.ts'
import { secret } from './judge.ts'

export interface FuzzedServer {
  port: number
  /** What its store has, by the words that requests name it by. */
  ids: Readonly<Record<Stored, string>>
  /** What it has come to by itself: it ended, or told of a bug. */
  fault(): string | undefined
  /** Stops it, and looks at what it leaves: its exit, its store, and what lies beside its workspace. */
  stop(): Promise<{ fault: string | undefined; processorSeconds: number }>
}

/** Rows of a file that is fitted in no time. */
function tinyCsv(): string {
  const rows = Array.from({ length: 120 }, (_, row) => {
    const day = new Date(Date.UTC(2019, 0, 1 + row)).toISOString().slice(0, 10)
    const signal = (row * 37) % 101
    return [day, signal, (row * 61) % 89, ((signal - 50 + ((row * 17) % 41)) / 5_000).toFixed(6)].join()
  })
  return `${['date,signal,noise,ret_fwd', ...rows].join('\n')}\n`
}

/**
 * The built server in a process of its own, on a workspace that has a little of everything. The process may write to the
 * workspace alone: whatever it tries elsewhere is refused by Node, and so is another process.
 */
export async function startFuzzed(): Promise<FuzzedServer> {
  const parent = realpathSync(mkdtempSync(join(tmpdir(), 'sigma-fuzz-')))
  const workspace = join(parent, 'work')
  const outside = join(parent, 'outside')
  mkdirSync(workspace)
  mkdirSync(outside)
  writeFileSync(join(outside, 'secret.csv'), `date,${secret},ret_fwd\n2019-01-01,1,0.1\n`)
  symlinkSync(join(outside, 'secret.csv'), join(workspace, 'link.csv'))
  symlinkSync(outside, join(workspace, 'linked'))
  writeFileSync(join(workspace, 'tiny.csv'), tinyCsv())
  const before = traces(parent)
  const permissions = ['--experimental-permission', '--allow-fs-read=*', `--allow-fs-write=${workspace}`]
  const child = execa(
    process.execPath,
    [
      '--no-warnings',
      ...permissions,
      '--allow-addons',
      '--allow-worker',
      resolve('bin/sigma.js'),
      'serve',
      '--json',
    ],
    {
      cwd: workspace,
      env: {
        PATH: process.env.PATH ?? '',
        XDG_CONFIG_HOME: join(parent, 'no-config'),
        SIGMA_PORT: '0',
        SIGMA_THREADS: '1',
        // Whatever a request asks for by the day is asked for in a few minutes.
        SIGMA_QUOTAS_ENFORCE: 'true',
        SIGMA_QUOTAS_SWEEPS_PER_DAY: '200',
        SIGMA_QUOTAS_TRAIN_PER_DAY: '200',
      },
      extendEnv: false,
      reject: false,
      buffer: { stdout: false, stderr: true },
    },
  )
  const ended = child.then(({ exitCode, signal }) => `the server ended: ${signal ?? exitCode}`)
  let log = ''
  let gone: string | undefined
  child.stderr.on('data', (chunk: Buffer) => {
    log += chunk.toString()
  })
  void ended.then((how) => {
    gone = how
  })
  const first = await Promise.race([once(createInterface(child.stdout), 'line'), ended])
  if (typeof first === 'string') throw new Error(`${first}: ${log}`)
  const { url }: { url: string } = JSON.parse(String(first[0]))
  /** What was logged since it was asked for, if it tells of a bug: each is of the request that it came of. */
  const bug = (): string | undefined => {
    const told = log
    log = ''
    return /unexpected error|Warning:/.test(told) ? told.slice(0, 4_000) : undefined
  }
  const filled = async (): Promise<FuzzedServer['ids']> => {
    try {
      return await fill(url)
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    }
  }
  return {
    port: Number(new URL(url).port),
    ids: await filled(),
    fault: () => (gone === undefined ? bug() : `${gone}: ${log.slice(-4_000)}`),
    async stop() {
      const processorSeconds = child.pid === undefined ? 0 : processorTime(child.pid)
      const endedBefore = gone
      child.kill('SIGTERM')
      const { exitCode, signal } = await child
      const faults = [
        endedBefore,
        exitCode === 0 ? undefined : `it ended with ${signal ?? exitCode} when it was stopped`,
        bug(),
        integrity(join(workspace, '.sigma', 'sigma.db')),
        traces(parent) === before ? undefined : 'what lies beside its workspace has changed',
      ]
      rmSync(parent, { recursive: true, force: true })
      return { fault: faults.find((one) => one !== undefined), processorSeconds }
    },
  }
}

/** Names and contents of all that lies beside the workspace. */
function traces(parent: string): string {
  const all = createHash('sha256')
  const look = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (path === join(parent, 'work')) continue
      all.update(path)
      if (entry.isDirectory()) look(path)
      else all.update(readFileSync(path))
    }
  }
  look(parent)
  return all.digest('hex')
}

function integrity(file: string): string | undefined {
  const db = new Libsql(file, { readonly: true })
  const found = JSON.stringify(db.prepare('pragma integrity_check').all())
  db.close()
  return found === '[{"integrity_check":"ok"}]' ? undefined : `the store is damaged: ${found}`
}

/** Seconds that a process has worked, where Linux tells it. */
function processorTime(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return 0
  }
}

async function fill(url: string): Promise<Record<Stored, string>> {
  async function post(path: string, body: object): Promise<Record<string, string>> {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`)
    return JSON.parse(text)
  }
  const file = { csv: 'tiny.csv', columns: { time: 'date', return: 'ret_fwd' } }
  const small = { hyperparams: { rounds: 2, depth: 2, min_child_weight: 1 } }
  const model = { model_id: 'spx_eq_swing_daily' }
  const build = await post('/build_matrix', { ...model, start: '2018-01-02' })
  const training = await post('/train', { ...file, ...small, model_out: 'model.json' })
  const backtest = await post('/backtest', { ...file, ...small, splits: 2 })
  await post('/backtest', { ...model, ...small, splits: 2 })
  const sweep = await post('/backtest_sweep', {
    ...file,
    ...small,
    splits: 2,
    thresholds_variants: [[0.5], [0.6]],
  })
  const selection = await post('/selections', { items: [{ backtest_id: backtest.run_id }] })
  const artifacts = await (await fetch(`${url}/artifacts?limit=1`)).text()
  const { rows }: { rows: { sha256: string }[] } = JSON.parse(artifacts)
  return {
    artifact: rows[0].sha256,
    backtest: backtest.run_id,
    build: build.run_id,
    matrix: build.matrix_sha,
    model: model.model_id,
    selection: selection.selection_id,
    sweep: sweep.sweep_id,
    training: training.run_id,
  }
}
