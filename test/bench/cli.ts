import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { command, sigma, startServer } from './commands.ts'
import { summary } from './measure.ts'

const runs = 15
const lockSchema = z.object({ packages: z.record(z.string(), z.object({ dev: z.boolean().optional() })) })
const packedSchema = z.array(z.object({ unpackedSize: z.number() }))

/** What commands take that do little, beside an empty Node process, and what an installed package takes on disk. */
export async function cli(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-bench-cli-'))
  sigma(folder, ['init'])
  sigma(folder, ['build', 'spx_eq_swing_daily'])
  sigma(folder, ['backtest', 'spx_eq_swing_daily', '--rounds', '20', '--splits', '2'])
  const server = await startServer(mkdtempSync(join(folder, 'served-')))
  const measured: Readonly<Record<string, () => number>> = {
    'an empty Node process': () => empty(folder),
    'sigma --help': () => command(folder, ['--help']),
    'sigma completion bash': () => command(folder, ['completion', 'bash']),
    'names of models for completion': () => command(folder, ['completion', '--names', 'models']),
    'ids of runs for completion': () => command(folder, ['completion', '--names', 'runs']),
    'sigma health': () => command(folder, ['health']),
    'sigma models': () => command(folder, ['models']),
    'sigma leaderboard': () => command(folder, ['leaderboard']),
    'sigma models --base-url': () => command(folder, ['models', '--base-url', server.url]),
  }
  const times = new Map(Object.keys(measured).map((name): [string, number[]] => [name, []]))
  try {
    // In turns, so that what else the machine does falls on all of them.
    for (let run = 0; run < runs; run++) {
      for (const [name, measure] of Object.entries(measured)) times.get(name)?.push(measure())
    }
  } finally {
    server.process.kill()
    rmSync(folder, { recursive: true, force: true })
  }
  const base = summary([...times.values()][0])
  const rows = [...times].map(([name, taken]) => {
    const { best, median } = summary(taken)
    const ratio = (of: keyof typeof base) => (summary(taken)[of] / base[of]).toFixed(2)
    return `| ${name} | ${median.toFixed(0)} ms | ${best.toFixed(0)} ms | ${ratio('median')} | ${ratio('best')} |`
  })
  return [
    '| command | median | best | median / empty | best / empty |',
    '|---|---|---|---|---|',
    ...rows,
    '',
    `The installed package: ${(installedSize() / 1e6).toFixed(0)} MB, with all that it depends on.`,
  ]
}

function empty(folder: string): number {
  const start = performance.now()
  execFileSync(process.execPath, ['-e', '0'], { cwd: folder })
  return performance.now() - start
}

/** Bytes of the packed files and of every package that is no devDependency, as they are installed here. */
function installedSize(): number {
  const { packages } = lockSchema.parse(JSON.parse(readFileSync('package-lock.json', 'utf8')))
  const needed = Object.keys(packages).filter((path) => path !== '' && packages[path].dev !== true)
  const packed = execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], {
    encoding: 'utf8',
  })
  const [{ unpackedSize }] = packedSchema.parse(JSON.parse(packed))
  return needed.reduce((sum, path) => sum + sizeOf(path), unpackedSize)
}

/** Of a package without those inside it, which the lock file lists too. Those for other platforms are not there. */
function sizeOf(folder: string): number {
  let sum = 0
  for (const entry of entriesOf(folder)) {
    if (entry.name === 'node_modules') continue
    const path = join(folder, entry.name)
    sum += entry.isDirectory() ? sizeOf(path) : statSync(path).size
  }
  return sum
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}
