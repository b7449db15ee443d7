import { z } from 'zod'
import { summary, type Times } from './measure.ts'

export const took = z.object({ wall: z.number(), processor: z.number() })

/** A training's two parts, by either engine. */
export const trainingTimes = z.object({ binning: took, growing: took })
export type TrainingTimes = z.infer<typeof trainingTimes>

/** The first training of a process, and the greatest size of the process, in bytes. */
export const firstTraining = z.object({ times: trainingTimes, peak: z.number() })
export type FirstTraining = z.infer<typeof firstTraining>

/** Trainings of one data set with one number of threads. */
export interface ThreadTimes {
  threads: number
  sigma: TrainingTimes[]
  /** Empty without XGBoost. */
  xgboost: TrainingTimes[]
}

export const totalOf = ({ binning, growing }: TrainingTimes, clock: 'wall' | 'processor'): number =>
  binning[clock] + growing[clock]

export function totals(runs: readonly TrainingTimes[], clock: 'wall' | 'processor'): Times {
  return summary(runs.map((run) => totalOf(run, clock)))
}
