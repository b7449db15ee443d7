import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeRows } from './boostingGenerator.ts'
import { command, csvOf, sigma, totalMs, workspace } from './commands.ts'
import { summary } from './measure.ts'

const shape = { rows: 300, features: 4 }
const trials = 1_000
const runs = 7

/**
 * A thousand trials that do nothing: one fit of a tree with one split, and a thousand ways to trade its scores. What
 * remains is what a sweep takes for itself, storing included.
 */
export async function sweeps(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-bench-'))
  const csv = csvOf(makeRows({ ...shape, classes: 2, seed: 3 }), 2)
  const [inside, whole]: [number[], number[]] = [[], []]
  try {
    for (let run = 0; run < runs; run++) {
      const place = workspace(join(folder, String(run)), csv)
      whole.push(command(place, ['sweep', 'run', ...request, '--tag', 'first']))
      inside.push(totalMs(sigma(place, ['sweep', 'run', ...request, '--tag', 'first', '--json'])))
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
  const [asked, sweep] = [summary(whole), summary(inside)]
  const shown = ({ median, best }: { median: number; best: number }) =>
    `${(median / 1000).toFixed(2)} (${(best / 1000).toFixed(2)})`
  return [
    `${trials.toLocaleString('en')} trials, 2 folds, trees of one round and one split, ${shape.rows} rows; seconds by the clock, median (best) of ${runs}, each in a workspace of its own.`,
    '',
    '| the sweep | the whole command |',
    '|---|---|',
    `| ${shown(sweep)} | ${shown(asked)} |`,
  ]
}

const shares = Array.from({ length: trials / 2 }, (_, index) => (0.0015 + index * 0.0019).toFixed(4))
const thresholds = Array.from({ length: trials / 2 }, (_, index) => (0.5 + index * 0.0005).toFixed(4))
const request = [
  ...['--csv', 'rows.csv', '--target', 'y', '--rounds', '1', '--depth', '1', '--splits', '2'],
  ...['--top-pcts', shares.join(','), '--thresholds', thresholds.join(';')],
]
