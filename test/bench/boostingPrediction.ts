import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { predictProbability } from '../../src/core/boosting/index.ts'
import { makeRows } from './boostingGenerator.ts'
import { trainSigma } from './boostingSigma.ts'
import { ratio, table } from './boostingTables.ts'
import { Xgboost } from './boostingXgboost.ts'
import { summary, timed } from './measure.ts'

const rows = 100_000
const features = 60
const trees = 100
const runs = 9

/** Rows a second on one core, by a binary model of a hundred trees of depth 4. */
export async function predictionTable(): Promise<string[]> {
  console.error('boosting: prediction')
  const train = makeRows({ rows, features, classes: 2, seed: 13 })
  const folder = mkdtempSync(join(tmpdir(), 'sigma-bench-'))
  try {
    const xgboost = Xgboost.start(folder, { classes: 2, train, test: train })
    await xgboost?.train(1, trees)
    const { booster } = await trainSigma(train, { classes: 2, rounds: trees, threads: 1 })
    const times: Record<'sigma' | 'inPlace' | 'byMatrix', number[]> = { sigma: [], inPlace: [], byMatrix: [] }
    for (let run = 0; run < runs; run++) {
      const { took } = await timed(() => predictProbability(booster, train.columns))
      times.sigma.push(took.processor)
      const theirs = await xgboost?.predict()
      if (!theirs) continue
      times.inPlace.push(theirs.in_place.processor)
      times.byMatrix.push(theirs.by_matrix.processor)
    }
    await xgboost?.end()
    const header = [
      `${rows.toLocaleString('en')} × ${features}, ${trees} trees`,
      'median',
      'best',
      'Sigma / it',
    ]
    return table(header, [
      speeds('Sigma', times.sigma, times.sigma),
      speeds('XGBoost, in place', times.inPlace, times.sigma),
      speeds('XGBoost, through a DMatrix', times.byMatrix, times.sigma),
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function speeds(name: string, milliseconds: readonly number[], sigma: readonly number[]): string[] {
  if (milliseconds.length === 0) return [name, 'not at hand', '', '']
  const { median, best } = summary(milliseconds)
  const millions = (time: number) => `${(rows / time / 1000).toFixed(2)} million rows/s`
  return [name, millions(median), millions(best), ratio(median / summary(sigma).median)]
}
