import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { execa } from 'execa'
import { isAskedForAll } from '../askedForAll.ts'
import { captured, type Ended } from '../cli/runSigma.ts'
import { root } from '../docs/documents.ts'

export { temporaryFolder } from '../temporaryFolder.ts'

/** The command as it is installed. */
export const bin = join(root, 'bin', 'sigma.js')

/** The model that runs on the bundled bars. */
export const modelId = 'spx_eq_swing_daily'

const quickModel = `
model_id: ${modelId}
ticker: SPX
asset_type: eq
horizon: swing
cadence: daily
source: sample
indicator_set: spx_eq_swing_daily
hyperparams: { n_estimators: 20, max_depth: 2 }
labels: { kind: fwd_ret_5d }
calibration: none
train_window: { start: 2014-01-02, end: 2020-04-17 }
`

/** Some of each kind that the built-in set has: columns of one, of several and of prices, and what sweeps choose rows by. */
const quickIndicators = `
name: ${modelId}
version: 1
description: A few indicators of an index
indicators:
  - { name: rsi, period: 14 }
  - { name: dist_to_ema, window: 20, normalize: price }
  - { name: macd, fast: 12, slow: 26, signal: 9 }
  - { name: atr, period: 14 }
  - { name: momentum, window: 20 }
  - { name: vol_zscore, window: 20 }
  - { name: momentum_score_total }
`

/**
 * Puts the built-in model into a workspace, in the place where the pack has it, with a third of its rounds, bars and
 * indicators: for tests of what commands do, whatever the model.
 */
export function putQuickModel(workspace: string): void {
  const files = { model_configs: quickModel, indicator_sets: quickIndicators }
  for (const [kind, text] of Object.entries(files)) {
    const folder = join(workspace, 'packs', 'swingsigma', kind)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, `${modelId}.yaml`), text)
  }
}

/** Settings of whoever runs the tests must not reach the commands. */
export const environment = {
  PATH: process.env.PATH ?? '',
  XDG_CONFIG_HOME: join(tmpdir(), 'sigma-e2e-without-config'),
}

/** Runs one command line in a folder, in a process of its own, without a terminal. */
export async function sigma(
  cwd: string,
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [bin, ...argv], {
    cwd,
    env: { ...environment, ...env },
    extendEnv: false,
    reject: false,
    timeout: 100_000,
  })
  return { code: exitCode, stdout, stderr }
}

/**
 * The same build on the same command line, but in this process: no half second of a start. For what is not about
 * processes, streams or terminals; `badInput.test.ts` shows that both end alike. Each in a process when all is asked for.
 */
export async function sigmaHere(
  cwd: string,
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  // Threads are started by each command anew, which takes longer than what most of them do; results are the same.
  const settings = { SIGMA_THREADS: '1', ...env }
  if (isAskedForAll) return sigma(cwd, argv, settings)
  // By its address, since the compiler has not got it before the build.
  const built: { run(argv: string[]): Promise<number> } = await import(
    pathToFileURL(join(root, 'dist', 'cli.mjs')).href
  )
  const before = { folder: process.cwd(), env: process.env }
  process.chdir(cwd)
  process.env = { ...environment, ...settings }
  try {
    const { code, stdout, stderr } = await captured(() => built.run([...argv]))
    return { code, stdout: withoutLastLineEnd(stdout), stderr: withoutLastLineEnd(stderr) }
  } finally {
    process.chdir(before.folder)
    process.env = before.env
  }
}

/** As execa does with what a process prints. */
const withoutLastLineEnd = (text: string): string => text.replace(/\n$/, '')

export interface RunningServer extends RunningCommand {
  url: string
}

export interface RunningCommand {
  /** The first line that it printed. */
  line: string
  /** Tells it to stop, waits, and gives its exit code. */
  stop(): Promise<number | undefined>
  /** Sends a signal, and waits for nothing. */
  signal(name: NodeJS.Signals): void
  /** How it ends: its exit code, and what it wrote to standard error. */
  ended: Promise<{ exitCode: number | undefined; stderr: string }>
}

/** Starts `sigma serve` with these arguments and waits until it says where it serves. */
export async function startServer(
  cwd: string,
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<RunningServer> {
  // Whatever port an argument leaves to the settings is a free one.
  const running = await startRunning(cwd, argv, { SIGMA_PORT: '0', ...env })
  const [url] = running.line.match(/http:\/\/[\w.:[\]]+\d/) ?? []
  if (url === undefined) throw new Error(`expected an address, got ${running.line}`)
  return { ...running, url }
}

/** Starts a command that runs until it is stopped, and waits for the line that it tells it by. */
export async function startRunning(
  cwd: string,
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<RunningCommand> {
  const child = execa(process.execPath, [bin, ...argv], {
    cwd,
    env: { ...environment, ...env },
    extendEnv: false,
    reject: false,
  })
  const [line]: string[] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    child.then(({ stderr }) => Promise.reject(new Error(`${argv[0]} did not start: ${stderr}`))),
  ])
  return {
    line,
    signal: (name) => void child.kill(name),
    ended: child.then(({ exitCode, stderr }) => ({ exitCode, stderr })),
    async stop() {
      child.kill('SIGTERM')
      const { exitCode } = await child
      return exitCode
    },
  }
}
