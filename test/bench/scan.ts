import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import type { Bars } from '../../src/core/bars/bars.ts'
import { formatDay } from '../../src/core/bars/day.ts'
import { syntheticSource } from '../../src/data/synthetic/source.ts'
import { sigma } from './commands.ts'
import { summary } from './measure.ts'
import { PythonRuns } from './pythonRuns.ts'

const tickers = 1_000
const bars = 504
const end = '2024-06-28'
const runs = 5

const answer = z.object({
  scanned: z.number(),
  gated: z.number(),
  timings: z.object({ load_ms: z.number(), total_ms: z.number() }),
})

/** A scan of a thousand files of two years of daily bars, as a command; and the same in pandas, in turns with it. */
export async function scan(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-bench-scan-'))
  try {
    await writeUniverse(folder)
    sigma(folder, ['init'])
    const python = PythonRuns.start('pandas', 'scanPandas.py', [folder])
    const times: Record<'command' | 'processor' | 'load' | 'total' | 'pandas', number[]> = {
      command: [],
      processor: [],
      load: [],
      total: [],
      pandas: [],
    }
    let told = ''
    for (let run = 0; run < runs; run++) {
      const started = performance.now()
      const before = childrenTime()
      const { scanned, gated, timings } = answer.parse(JSON.parse(sigma(folder, words)))
      times.command.push(performance.now() - started)
      times.processor.push(childrenTime() - before)
      times.load.push(timings.load_ms)
      times.total.push(timings.total_ms)
      told = `${scanned} tickers judged, ${gated} passed`
      if (python !== null) times.pandas.push(await python.run())
    }
    await python?.end()
    return [
      `${told}.`,
      '',
      '| what | best | median |',
      '|---|---|---|',
      row('files and indicators, by the clock', times.load),
      row('the scan, by the clock', times.total),
      row('the whole command, by the clock', times.command),
      row('the whole command, processor time', times.processor),
      ...(python === null
        ? ['| pandas | not at hand | |']
        : [row('a script with pandas, processor time without its imports', times.pandas)]),
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const words = [
  ...['scan', 'breakout', '--universe', 'universe.csv', '--source', 'csv:bars/{ticker}.csv'],
  ...['--end', end, '--json'],
]

function row(name: string, times: readonly number[]): string {
  const { best, median } = summary(times)
  return `| ${name} | ${(best / 1000).toFixed(2)} s | ${(median / 1000).toFixed(2)} s |`
}

async function writeUniverse(folder: string): Promise<void> {
  const names = Array.from({ length: tickers }, (_, at) => `T${String(at).padStart(4, '0')}`)
  mkdirSync(join(folder, 'bars'))
  for (const ticker of names) {
    const request = { ticker, cadence: 'daily' as const, start: '2022-01-03', end }
    const { bars: made } = await syntheticSource({ seed: 1 }).load(request)
    writeFileSync(join(folder, 'bars', `${ticker}.csv`), csvOf(made))
  }
  writeFileSync(join(folder, 'universe.csv'), `ticker\n${names.join('\n')}\n`)
}

function csvOf({ session, open, high, low, close, volume }: Bars): string {
  const lines = ['date,open,high,low,close,volume']
  for (let at = session.length - bars; at < session.length; at++) {
    lines.push([formatDay(session[at]), open[at], high[at], low[at], close[at], volume[at]].join(','))
  }
  return `${lines.join('\n')}\n`
}

/** Milliseconds of processor time of the children that have ended, in steps of 10; 0 where the system does not tell. */
function childrenTime(): number {
  if (process.platform !== 'linux') return 0
  const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ')
  return 10 * (Number(fields[13]) + Number(fields[14]))
}
