import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  type Booster,
  defaultBoosterParams,
  predictContributions,
  toXgboostJson,
  trainBooster,
} from '../../src/core/boosting/index.ts'
import { randomSample } from '../core/boosting/data.ts'
import { processorTime, summary, type Times } from './measure.ts'
import { PythonRuns } from './pythonRuns.ts'

interface Case {
  rows: number
  features: number
  classes: number
  rounds: number
  depth: number
}

const cases: readonly Case[] = [
  { rows: 1_000, features: 36, classes: 3, rounds: 300, depth: 4 },
  { rows: 20_000, features: 36, classes: 2, rounds: 300, depth: 4 },
  { rows: 20_000, features: 36, classes: 2, rounds: 100, depth: 6 },
  { rows: 2_000, features: 36, classes: 2, rounds: 100, depth: 10 },
]
const runs = 5

/** Contributions of features by Sigma and by XGBoost's `pred_contribs`, of the same model and rows, on one thread each. */
export async function contributions(): Promise<string[]> {
  const lines = [
    '| rows | features | trees of depth | Sigma: best | median | per row and tree | XGBoost: best | XGBoost / Sigma: best | median | largest difference |',
    '|---|---|---|---|---|---|---|---|---|---|',
  ]
  for (const one of cases) {
    const trees = one.rounds * (one.classes > 2 ? one.classes : 1)
    const { own, other, difference } = await takeTurns(one)
    const cells = [
      one.rows.toLocaleString('en'),
      String(one.features),
      `${trees} of ${one.depth}`,
      `${own.best.toFixed(0)} ms`,
      `${own.median.toFixed(0)} ms`,
      `${((1e6 * own.best) / one.rows / trees).toFixed(0)} ns`,
      other === null ? 'not at hand' : `${other.best.toFixed(0)} ms`,
      other === null ? '' : (other.best / own.best).toFixed(1),
      other === null ? '' : (other.median / own.median).toFixed(1),
      other === null ? '' : difference.toExponential(0),
    ]
    lines.push(`| ${cells.join(' | ')} |`)
  }
  return lines
}

async function takeTurns(one: Case): Promise<{ own: Times; other: Times | null; difference: number }> {
  const { columns, labels } = randomSample(1, one.rows, one.features, one.classes, 0.05)
  const booster = trainBooster(columns, labels, {
    ...defaultBoosterParams,
    rounds: one.rounds,
    depth: one.depth,
    objective: one.classes > 2 ? 'softmax' : 'binary',
    classes: one.classes,
  })
  const folder = mkdtempSync(join(tmpdir(), 'sigma-bench-'))
  try {
    const answer = join(folder, 'contributions.bin')
    const python = startXgboost(folder, booster, columns, answer)
    const times: Record<'own' | 'other', number[]> = { own: [], other: [] }
    let got: Float64Array = new Float64Array(0)
    for (let run = 0; run < runs; run++) {
      times.own.push(
        processorTime(() => {
          got = predictContributions(booster, columns)
        }),
      )
      if (python !== null) times.other.push(await python.run())
    }
    await python?.end()
    return {
      own: summary(times.own),
      other: python === null ? null : summary(times.other),
      difference: python === null ? 0 : largestDifference(got, answer),
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function startXgboost(folder: string, booster: Booster, columns: Float64Array[], answer: string) {
  const rows = columns[0].length
  const data = new Float64Array(rows * columns.length)
  columns.forEach((column, i) => {
    data.set(column, i * rows)
  })
  const featureNames = columns.map((_, i) => `f${i}`)
  writeFileSync(join(folder, 'model.json'), toXgboostJson(booster, { featureNames, attributes: {} }))
  writeFileSync(join(folder, 'rows.bin'), data)
  const args = [join(folder, 'model.json'), join(folder, 'rows.bin'), String(rows), answer]
  return PythonRuns.start('xgboost', 'contributionsXgboost.py', args)
}

function largestDifference(got: Float64Array, file: string): number {
  const want = new Float64Array(new Uint8Array(readFileSync(file)).buffer)
  return got.reduce((most, value, i) => Math.max(most, Math.abs(value - want[i])), 0)
}
