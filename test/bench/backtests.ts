import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { PythonScript, pythonWith } from '../python.ts'
import { makeRows, type Rows } from './boostingGenerator.ts'
import { summary, type Times } from './measure.ts'

const shape = { rows: 930, features: 28 }
const runs = 7
const variants = 60
const threads = availableParallelism()

/**
 * A whole command, from the start of its process to its end: a backtest and a sweep of 60 variants on the same fits,
 * beside the fits alone that the existing backend does for a backtest. They take turns.
 */
export async function backtests(): Promise<string[]> {
  const lines = [
    `${shape.rows} rows × ${shape.features} features, 5 splits, sigmoid, 300 rounds, depth 4; seconds by the clock, median (best) of ${runs}.`,
    '',
    '| classes | `sigma backtest`, 30 fits | the existing backend, 15 fits of XGBoost | that / Sigma | `sigma sweep`, 60 variants | sweep / backtest |',
    '|---|---|---|---|---|---|',
  ]
  for (const classes of [2, 3]) lines.push(await lineOf(classes))
  return lines
}

async function lineOf(classes: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-bench-'))
  const rows = makeRows({ ...shape, classes, seed: 21 })
  const file = join(folder, 'rows.csv')
  writeFileSync(file, csvOf(rows, classes))
  const xgboost = startXgboost(folder, rows, classes)
  const times: Record<'backtest' | 'sweep' | 'xgboost', number[]> = { backtest: [], sweep: [], xgboost: [] }
  try {
    for (let run = 0; run < runs; run++) {
      const fitted = [
        ...['--csv', file, '--target', 'y', '--calibration', 'sigmoid', '--rounds', '300', '--depth', '4'],
        ...['--rate', '0.08', '--subsample', '0.9', '--column-sample', '0.9', '--inner-folds', '5'],
        ...['--seed', String(run), '--json'],
      ]
      times.backtest.push(command(folder, ['backtest', ...fitted, '--thresholds', '0.5,0.52,0.55,0.6']))
      times.sweep.push(command(folder, ['sweep', 'run', ...fitted, ...sixtyVariants()]))
      if (xgboost) times.xgboost.push(Number(await xgboost.ask('')))
    }
  } finally {
    await xgboost?.end()
    rmSync(folder, { recursive: true })
  }
  const [backtest, sweep] = [summary(times.backtest), summary(times.sweep)]
  const beside = xgboost ? summary(times.xgboost) : null
  const cells = [
    classes,
    shown(backtest),
    beside ? shown(beside) : 'no XGBoost here',
    beside ? ratio(beside, backtest) : '',
    shown(sweep),
    ratio(sweep, backtest),
  ]
  return `| ${cells.join(' | ')} |`
}

/** Milliseconds of a command of Sigma, as a user waits for it. */
function command(folder: string, args: readonly string[]): number {
  const start = performance.now()
  execFileSync(process.execPath, [join(process.cwd(), 'bin', 'sigma.js'), ...args], {
    cwd: folder,
    env: { ...process.env, SIGMA_HOME: join(folder, 'home') },
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  })
  return performance.now() - start
}

function sixtyVariants(): string[] {
  const sets = Array.from({ length: variants / 2 }, (_, index) => (0.5 + index / 200).toFixed(3))
  const shares = Array.from({ length: variants / 2 }, (_, index) => (0.02 + index / 50).toFixed(2))
  return ['--thresholds', sets.join(';'), '--top-pcts', shares.join(',')]
}

function startXgboost(folder: string, { columns, labels }: Rows, classes: number): PythonScript | null {
  const python = pythonWith('xgboost')
  if (python === undefined) return null
  const values = Float32Array.from(
    { length: labels.length * columns.length },
    (_, at) => columns[at % columns.length][Math.floor(at / columns.length)],
  )
  writeFileSync(join(folder, 'values.f32'), values)
  writeFileSync(join(folder, 'labels.f32'), Float32Array.from(labels))
  const script = join('test', 'bench', 'backtestXgboost.py')
  return new PythonScript(
    python,
    [script, folder, String(labels.length), String(columns.length), String(classes)],
    { BENCH_THREADS: String(threads), OMP_WAIT_POLICY: 'passive' },
  )
}

const names: Readonly<Record<number, readonly string[]>> = { 2: ['DOWN', 'UP'], 3: ['DOWN', 'FLAT', 'UP'] }

/** One row a weekday, with a class and a return of its sign. */
function csvOf({ columns, labels }: Rows, classes: number): string {
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

const shown = ({ median, best }: Times): string =>
  `${(median / 1000).toFixed(2)} (${(best / 1000).toFixed(2)})`
const ratio = (a: Times, b: Times): string =>
  `${(a.median / b.median).toFixed(2)} (${(a.best / b.best).toFixed(2)})`
