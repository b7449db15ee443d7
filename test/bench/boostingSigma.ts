import {
  type Booster,
  type BoosterParams,
  binTraining,
  defaultBoosterParams,
  growBooster,
} from '../../src/core/boosting/index.ts'
import type { Rows } from './boostingGenerator.ts'
import type { TrainingTimes } from './boostingTimes.ts'
import { timed } from './measure.ts'

/** Threads that one training can use at most. */
export const mostThreads = 1

/** As XGBoost is asked to train: 255 bins and one of missing values are its 256, which count the upper end. */
function params(classes: number, rounds: number): BoosterParams {
  return {
    ...defaultBoosterParams,
    objective: classes > 2 ? 'softmax' : 'binary',
    classes,
    rounds,
    depth: 4,
    rate: 0.08,
    subsample: 1,
    columnSample: 1,
    maxBins: 255,
  }
}

/** Trains once; the one place that knows how a number of threads is asked for. */
export async function trainSigma(
  { columns, labels }: Rows,
  { classes, rounds, threads }: { classes: number; rounds: number; threads: number },
): Promise<{ booster: Booster; times: TrainingTimes }> {
  if (threads > mostThreads) throw new Error(`a training uses at most ${mostThreads} threads, not ${threads}`)
  const binned = await timed(() => binTraining(columns, labels, params(classes, rounds)))
  const grown = await timed(() => growBooster(binned.result))
  return { booster: grown.result, times: { binning: binned.took, growing: grown.took } }
}
