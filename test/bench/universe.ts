import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { fortyIndicators } from './fortyIndicators.ts'
import { writeDailyBars } from './universeFiles.ts'

const tickers = 500
const allRows = 5_000_000
const rounds = 20
/** Sessions before the slowest of the indicators has a value. */
const warmUp = 200
/** Three columns, without which there are sixty. */
const leftOut = 'macd'

/** A command of Sigma in a process of its own, with all its threads. */
interface Measured {
  output: string
  seconds: number
  /** Greatest resident size, in bytes. */
  peak: number
}

/**
 * A universe of 500 tickers, built and trained on by the real commands: the greatest size of each process, workers and
 * threads included.
 */
export async function universe([count]: readonly string[]): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-bench-universe-'))
  try {
    await measured(folder, ['init'])
    const sessions = Math.ceil(Number(count ?? allRows) / tickers) + warmUp
    const names = writeDailyBars(join(folder, 'bars'), tickers, sessions, '1980-01-01')
    writeModel(folder, names)
    const built = await measured(folder, ['build', 'large_universe', '--json'])
    const { rows, features } = answer.parse(JSON.parse(built.output)).profile
    const trained = await measured(folder, [...words, '--rounds', String(rounds), '--json'])
    const what = `${rows.toLocaleString('en')} × ${features}`
    return [
      '| rows × features | command | by the clock | peak memory of the process |',
      '|---|---|---|---|',
      line(what, 'sigma build', built),
      line(what, `sigma train, ${rounds} rounds`, trained),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const words = ['train', 'large_universe', '--depth', '4']

const answer = z.object({ profile: z.object({ rows: z.number(), features: z.number() }) })

function line(what: string, command: string, { seconds, peak }: Measured): string {
  return `| ${what} | ${command} | ${seconds.toFixed(0)} s | ${(peak / 2 ** 30).toFixed(2)} GB |`
}

function writeModel(folder: string, names: readonly string[]): void {
  const models = join(folder, 'packs', 'swingsigma', 'model_configs')
  mkdirSync(models, { recursive: true })
  const features = fortyIndicators.filter(({ name }) => name !== leftOut)
  const lines = [
    'model_id: large_universe',
    'ticker: universe',
    `tickers: [${names.join(', ')}]`,
    'cadence: daily',
    'source: "csv:bars/{ticker}.csv"',
    `features: [${features.map(({ name }) => `{ name: ${name} }`).join(', ')}]`,
    'labels: { kind: fwd_ret_3d }',
    'asset_type: eq',
    'horizon: swing',
  ]
  writeFileSync(join(models, 'large_universe.yaml'), `${lines.join('\n')}\n`)
}

const program = join(process.cwd(), 'bin', 'sigma.js')
const pollMs = 20

/** Runs a command and looks at its greatest size while it lives, which Linux keeps. */
async function measured(folder: string, args: readonly string[]): Promise<Measured> {
  const started = performance.now()
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...process.env, SIGMA_HOME: join(folder, 'home') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const pieces: string[] = []
  child.stdout.setEncoding('utf8').on('data', (piece: string) => pieces.push(piece))
  let peak = 0
  const timer = setInterval(() => {
    peak = Math.max(peak, greatestSize(child.pid))
  }, pollMs)
  const [status] = await once(child, 'close')
  clearInterval(timer)
  const output = pieces.join('')
  if (status !== 0) throw new Error(`sigma ${args.join(' ')} ended with ${status}: ${output}`)
  return { output, seconds: (performance.now() - started) / 1000, peak }
}

/** In bytes; 0 of a process that has ended. */
function greatestSize(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return 1024 * Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)?.[1] ?? 0)
  } catch {
    return 0
  }
}
