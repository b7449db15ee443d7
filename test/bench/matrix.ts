import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { computeFeatures } from '../../src/core/matrix/features.ts'
import { runSteps } from '../../src/core/steps.ts'
import { readBarsCsv } from '../../src/data/barsCsv.ts'
import { readMatrixCsv } from '../../src/data/matrixCsv.ts'
import { hourlyWalk } from './bars.ts'
import { fortyIndicators } from './fortyIndicators.ts'
import { peakMemory, processorTime, processorTimes, summary, type Times } from './measure.ts'
import { startPandas, withoutPandas } from './pandas.ts'

const rule = { forwardFillBars: 1, missingFlags: false } as const
const sizes = [10_000, 100_000, 1_000_000]

/** Features of forty indicators by rows: time and memory; the same in pandas; and the reading of a large CSV file. */
export async function matrix(): Promise<string[]> {
  return [...(await features()), '', ...reading()]
}

async function features(): Promise<string[]> {
  const lines = [
    '| bars | 40 indicators: best | median | per bar and indicator | 37 indicators: best | in pandas: best | pandas / Sigma: best | median | peak memory / columns |',
    '|---|---|---|---|---|---|---|---|---|',
  ]
  for (const rows of sizes) {
    const { all, vectorised, pandas } = await takeTurns(rows, rows > 500_000 ? 5 : 15)
    const cells = [
      rows.toLocaleString('en'),
      `${all.best.toFixed(0)} ms`,
      `${all.median.toFixed(0)} ms`,
      `${((1e6 * all.best) / rows / fortyIndicators.length).toFixed(1)} ns`,
      `${vectorised.best.toFixed(0)} ms`,
      pandas === null ? 'not at hand' : `${pandas.best.toFixed(0)} ms`,
      pandas === null ? '' : (pandas.best / vectorised.best).toFixed(1),
      pandas === null ? '' : (pandas.median / vectorised.median).toFixed(1),
      memoryShare(rows).toFixed(2),
    ]
    lines.push(`| ${cells.join(' | ')} |`)
  }
  return lines
}

/** Runs all forty, those that pandas has a form of, and pandas in turns, so that all three meet the same machine. */
async function takeTurns(
  rows: number,
  runs: number,
): Promise<{ all: Times; vectorised: Times; pandas: Times | null }> {
  const bars = hourlyWalk(rows)
  const some = fortyIndicators.filter(({ name }) => !withoutPandas.includes(name))
  const python = startPandas(rows)
  const times: Record<'all' | 'vectorised' | 'pandas', number[]> = { all: [], vectorised: [], pandas: [] }
  for (let run = 0; run < runs; run++) {
    times.all.push(processorTime(() => computeFeatures(bars, fortyIndicators, rule)))
    times.vectorised.push(processorTime(() => computeFeatures(bars, some, rule)))
    if (python !== null) times.pandas.push(await python.run())
  }
  await python?.end()
  return {
    all: summary(times.all),
    vectorised: summary(times.vectorised),
    pandas: python === null ? null : summary(times.pandas),
  }
}

/** Growth of the resident set while the features are computed, at its peak, over the size of the columns. */
function memoryShare(rows: number): number {
  return Number(
    execFileSync(process.execPath, [process.argv[1], '--alone', 'matrix', String(rows)], {
      encoding: 'utf8',
    }),
  )
}

/** In a process of its own, since a peak can't be measured twice. */
export function measureMemory(rows: number): number {
  const bars = hourlyWalk(rows)
  const before = process.memoryUsage().rss
  const { columns } = computeFeatures(bars, fortyIndicators, rule)
  const size = columns.reduce((bytes, { values }) => bytes + values.byteLength, 0)
  return (peakMemory() - before) / size
}

function reading(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-bench-'))
  try {
    const path = join(folder, 'wide.csv')
    writeFileSync(path, wideCsv(1_000_000))
    const bars = processorTimes(3, () => {
      readBarsCsv(readFileSync(path), { ticker: 'WALK', cadence: 'hourly' })
    })
    const whole = processorTimes(3, () => {
      runSteps(readMatrixCsv(readFileSync(path), { returns: 'ret_fwd' }))
    })
    const row = (name: string, { best, median }: Times) =>
      `| ${name} | ${best.toFixed(0)} ms | ${median.toFixed(0)} ms |`
    return [
      '| CSV, 1,000,000 rows x 20 columns | best | median |',
      '|---|---|---|',
      row('its bars', bars),
      row('all of it, as a matrix', whole),
    ]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A time, five columns of bars, thirteen features and a forward return. */
function wideCsv(rows: number): string {
  const { ts, open, high, low, close, volume } = hourlyWalk(rows)
  const names = ['ts', 'open', 'high', 'low', 'close', 'volume', ...features13.map((i) => `f${i}`), 'ret_fwd']
  const lines = [names.join(',')]
  for (let row = 0; row < rows; row++) {
    const prices = [open, high, low, close].map((column) => column[row].toFixed(4))
    const others = features13.map((i) => (Math.sin(row * i) * 10).toFixed(6))
    const forward = row + 1 < rows ? (close[row + 1] / close[row] - 1).toFixed(8) : ''
    lines.push([new Date(ts[row]).toISOString(), ...prices, volume[row], ...others, forward].join(','))
  }
  return lines.join('\n')
}

const features13 = Array.from({ length: 13 }, (_, i) => i + 1)
