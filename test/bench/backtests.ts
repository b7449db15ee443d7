import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { PythonScript, pythonWith } from '../python.ts'
import { makeRows, type Rows } from './boostingGenerator.ts'
import { command, csvOf, sigma, startServer, totalMs, workspace } from './commands.ts'
import { summary, type Times } from './measure.ts'

const shape = { rows: 930, features: 28 }
const runs = 7
const variants = 60
const threads = availableParallelism()

/**
 * A backtest on a running server, as the existing backend is one, beside the calibrated fits that this one does for it; and
 * whole commands, from the start of their process to its end: a backtest, and a sweep of 60 variants on the same fits.
 * They take turns.
 */
export async function backtests(): Promise<string[]> {
  const lines = [
    `${shape.rows} rows × ${shape.features} features, 5 splits, sigmoid, 300 rounds, depth 4; seconds by the clock, median (best) of ${runs}.`,
    '',
    '| classes | on a running server, 30 fits | the existing backend, 15 fits of XGBoost, calibrated | that / server | `sigma backtest` | `sigma sweep`, 60 variants | sweep / backtest |',
    '|---|---|---|---|---|---|---|',
  ]
  for (const classes of [2, 3]) lines.push(await lineOf(classes))
  return lines
}

async function lineOf(classes: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-bench-'))
  const rows = makeRows({ ...shape, classes, seed: 21 })
  // A command uses the server of its workspace, where there is one.
  const [served, alone] = ['served', 'alone'].map((name) =>
    workspace(join(folder, name), csvOf(rows, classes)),
  )
  const xgboost = startXgboost(folder, rows, classes)
  const times = {
    served: [] as number[],
    backtest: [] as number[],
    sweep: [] as number[],
    xgboost: [] as number[],
  }
  const server = await startServer(served)
  try {
    for (let run = 0; run < runs; run++) {
      const fitted = [
        ...[
          '--csv',
          'rows.csv',
          '--target',
          'y',
          '--calibration',
          'sigmoid',
          '--rounds',
          '300',
          '--depth',
          '4',
        ],
        ...['--rate', '0.08', '--subsample', '0.9', '--column-sample', '0.9', '--inner-folds', '5'],
        ...['--seed', String(run), '--json'],
      ]
      const tried = ['backtest', ...fitted, '--thresholds', '0.5,0.52,0.55,0.6']
      const asked = [...tried, '--base-url', server.url, '--seed', String(runs + run)]
      times.served.push(totalMs(sigma(served, asked)))
      times.backtest.push(command(alone, tried))
      times.sweep.push(command(alone, ['sweep', 'run', ...fitted, ...sixtyVariants()]))
      if (xgboost) times.xgboost.push(Number(await xgboost.ask('')))
    }
  } finally {
    await xgboost?.end()
    server.process.kill()
    rmSync(folder, { recursive: true })
  }
  // The first run on a server compiles what the others find there.
  const warm = summary(times.served.slice(1))
  const [backtest, sweep] = [summary(times.backtest), summary(times.sweep)]
  const beside = xgboost ? summary(times.xgboost) : null
  const cells = [
    classes,
    shown(warm),
    beside ? shown(beside) : 'no XGBoost here',
    beside ? ratio(beside, warm) : '',
    shown(backtest),
    shown(sweep),
    ratio(sweep, backtest),
  ]
  return `| ${cells.join(' | ')} |`
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

const shown = ({ median, best }: Times): string =>
  `${(median / 1000).toFixed(2)} (${(best / 1000).toFixed(2)})`
const ratio = (a: Times, b: Times): string =>
  `${(a.median / b.median).toFixed(2)} (${(a.best / b.best).toFixed(2)})`
