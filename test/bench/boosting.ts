import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { predictProbability } from '../../src/core/boosting/index.ts'
import { logLoss } from '../../src/core/statistics/classification.ts'
import { type DataSet, type DataSource, dataSources } from './boostingData.ts'
import { predictionTable } from './boostingPrediction.ts'
import { trainSigma } from './boostingSigma.ts'
import { firstTable, lossTable, type Measured, timeTable } from './boostingTables.ts'
import { type FirstTraining, firstTraining, type ThreadTimes } from './boostingTimes.ts'
import { Xgboost } from './boostingXgboost.ts'
import { peakMemory } from './measure.ts'

const rounds = 300
const threadCounts = [1, 2]

/** What `npm run bench -- boosting` takes after its name. */
export const boostingChoices: readonly string[] = ['small', ...Object.keys(dataSources), 'prediction']

/** Time, loss and memory of training, and the speed of prediction, beside XGBoost's in the same run. */
export async function boosting(choices: readonly string[]): Promise<string[]> {
  const wanted = (name: string, small: boolean) =>
    choices.length === 0 || choices.includes(name) || (small && choices.includes('small'))
  const measured: Measured[] = []
  for (const [name, source] of Object.entries(dataSources)) {
    if (wanted(name, source.small)) measured.push(await measure(name, source))
  }
  const tables = measured.length === 0 ? [] : [timeTable(measured), lossTable(measured), firstTable(measured)]
  if (wanted('prediction', false)) tables.push(await predictionTable())
  return tables.flatMap((table) => [...table, ''])
}

async function measure(name: string, source: DataSource): Promise<Measured> {
  console.error(`boosting: ${name}`)
  // One thread, where a second would not pay; else as many as there may be, for the memory that takes.
  const threads = source.small ? 1 : Math.max(...threadCounts)
  const sigma = firstOfSigma(name, threads)
  const data = source.make()
  const folder = mkdtempSync(join(tmpdir(), 'sigma-bench-'))
  try {
    const xgboost = Xgboost.start(folder, data)
    const first = { threads, sigma, xgboost: xgboost && (await firstOfXgboost(xgboost, threads)) }
    const taken = await takeTurns(data, source, xgboost)
    await xgboost?.end()
    return { title: source.title, first, ...taken }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** In a process of its own: neither its first training nor its peak of memory can be had twice. */
function firstOfSigma(name: string, threads: number): FirstTraining {
  const args = [process.argv[1], '--alone', 'boosting', name, String(threads)]
  return firstTraining.parse(JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })))
}

/** That process: trains once and says what it took, as JSON. */
export async function boostingAlone([name, threads]: readonly string[]): Promise<string> {
  const { classes, makeTrain } = dataSources[name]
  const { times } = await trainSigma(makeTrain(), { classes, rounds, threads: Number(threads) })
  return JSON.stringify({ times, peak: peakMemory() } satisfies FirstTraining)
}

async function firstOfXgboost(xgboost: Xgboost, threads: number): Promise<FirstTraining> {
  return { times: await xgboost.train(threads, rounds), peak: await xgboost.peakMemory() }
}

/** Trains with both engines and each number of threads in turns, so that all meet the same machine. */
async function takeTurns(
  { classes, train, test }: DataSet,
  { runs, small }: DataSource,
  xgboost: Xgboost | null,
): Promise<Pick<Measured, 'threads' | 'loss'>> {
  const threads: ThreadTimes[] = threadCounts.map((count) => ({ threads: count, sigma: [], xgboost: [] }))
  const trainOnce = (count: number) => trainSigma(train, { classes, rounds, threads: count })
  if (small) await trainOnce(1) // Node compiles while this runs
  let scores: ArrayLike<number> = []
  for (let run = 0; run < runs; run++) {
    for (const times of threads) {
      const { booster, times: took } = await trainOnce(times.threads)
      times.sigma.push(took)
      scores = predictProbability(booster, test.columns)
      if (xgboost) times.xgboost.push(await xgboost.train(times.threads, rounds))
    }
  }
  const loss = (probabilities: ArrayLike<number>) => logLoss(test.labels, probabilities, classes)
  return { threads, loss: { sigma: loss(scores), xgboost: xgboost && loss(await xgboost.score()) } }
}
