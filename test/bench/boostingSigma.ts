import {
  type Booster,
  type BoosterParams,
  binTraining,
  defaultBoosterParams,
  growBooster,
} from '../../src/core/boosting/index.ts'
import { threadEngine } from '../../src/jobs/threadEngine.ts'
import type { Rows } from './boostingGenerator.ts'
import type { TrainingTimes } from './boostingTimes.ts'
import { timed } from './measure.ts'

/** As XGBoost is asked to train. */
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
    maxBins: 256,
  }
}

/** Trains once; the one place that knows how a number of threads is asked for. */
export async function trainSigma(
  { columns, labels }: Rows,
  { classes, rounds, threads }: { classes: number; rounds: number; threads: number },
): Promise<{ booster: Booster; times: TrainingTimes }> {
  const binned = await timed(() =>
    binTraining(columns, labels, params(classes, rounds), undefined, threadEngine(threads)),
  )
  const grown = await timed(() => growBooster(binned.result, undefined, threadEngine(threads)))
  return { booster: grown.result, times: { binning: binned.took, growing: grown.took } }
}
