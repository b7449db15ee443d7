import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { Rows } from './boostingGenerator.ts'

/** A folder with rows.csv. */
export function workspace(folder: string, csv: string): string {
  mkdirSync(folder)
  writeFileSync(join(folder, 'rows.csv'), csv)
  return folder
}

/** Milliseconds of a command of Sigma, as a user waits for it. */
export function command(folder: string, args: readonly string[]): number {
  const start = performance.now()
  sigma(folder, args)
  return performance.now() - start
}

const program = join(process.cwd(), 'bin', 'sigma.js')

/** What a command of Sigma prints. */
export function sigma(folder: string, args: readonly string[]): string {
  return execFileSync(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...process.env, SIGMA_HOME: join(folder, 'home') },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
}

/** Resolves when a command of Sigma has ended, and this process goes on meanwhile. */
export async function sigmaElsewhere(folder: string, args: readonly string[]): Promise<void> {
  const started = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...process.env, SIGMA_HOME: join(folder, 'home') },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [status] = await once(started, 'exit')
  if (status !== 0) throw new Error(`sigma ${args.join(' ')} ended with ${status}`)
}

const answer = z.object({ timings: z.object({ total_ms: z.number() }) })

/** Milliseconds that a run took, as its answer tells. */
export function totalMs(text: string): number {
  return answer.parse(JSON.parse(text)).timings.total_ms
}

const ready = z.object({ url: z.string() })

/** A server, when it is ready. @param before words before its command, which keep it on one core */
export async function startServer(
  folder: string,
  before: readonly string[] = [],
): Promise<{ url: string; process: ChildProcess }> {
  const [first, ...words] = [...before, process.execPath, program, 'serve', '--port', '0', '--json']
  const started = spawn(first, words, {
    cwd: folder,
    env: { ...process.env, SIGMA_HOME: join(folder, 'home') },
    // Its log is written, and read by nobody.
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [line] = await once(createInterface(started.stdout), 'line')
  return { url: ready.parse(JSON.parse(String(line))).url, process: started }
}

const names: Readonly<Record<number, readonly string[]>> = { 2: ['DOWN', 'UP'], 3: ['DOWN', 'FLAT', 'UP'] }

/** One row a weekday, with a class and a return of its sign. */
export function csvOf({ columns, labels }: Rows, classes: number): string {
  const lines = [['date', ...columns.map((_, feature) => `f${feature}`), 'y', 'ret_fwd'].join(',')]
  for (let row = 0, day = Date.UTC(2020, 0, 6); row < labels.length; row++) {
    const date = new Date(day)
    const name = names[classes][labels[row]]
    const size = 0.002 + ((row * 7919) % 1000) / 1e5
    const change = name === 'FLAT' ? 0 : name === 'UP' ? size : -size
    const features = columns.map((column) => (Number.isNaN(column[row]) ? '' : column[row]))
    lines.push([date.toISOString().slice(0, 10), ...features, name, change].join(','))
    day += 86_400_000 * (date.getUTCDay() === 5 ? 3 : 1)
  }
  return `${lines.join('\n')}\n`
}
