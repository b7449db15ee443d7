import { z } from 'zod'
import type { Rung } from '../core/sweep/halving.ts'
import { survivors } from '../core/sweep/halving.ts'
import type { Sweep } from '../store/sweeps.ts'
import type { Trial } from './backtestRequest.ts'
import type { PreparedData } from './preparedData.ts'
import { readTrial } from './storedTrial.ts'
import type { Tried } from './sweepTrials.ts'
import { type PlacedTrial, placed, type VariantResult } from './sweepTrials.ts'

/** In which order a sweep tries what: all at once, or in rungs, of which each follows from those before it. */
export interface SweepPlan {
  stages: number
  /** Variants over all stages. */
  total: number
  /** @param results of all stages before it, by position */
  stage(index: number, results: ReadonlyMap<number, Pick<VariantResult, 'sharpe'>>): PlacedTrial[]
}

type Placing = Pick<PreparedData, 'matrixSha'>

export function sweepPlan(data: Placing, { trials, search }: Tried): SweepPlan {
  return search?.rungs ? halvingPlan(data, trials, search.rungs) : allAtOnce(data, trials)
}

function allAtOnce(data: Placing, trials: readonly Trial[]): SweepPlan {
  const all = placed(data, trials)
  return { stages: 1, total: all.length, stage: () => all }
}

/** Positions go on from rung to rung; within one, candidates keep their order. */
function halvingPlan(data: Placing, candidates: readonly Trial[], rungs: readonly Rung[]): SweepPlan {
  return {
    stages: rungs.length,
    total: rungs.reduce((sum, { candidates: count }) => sum + count, 0),
    stage(index, results) {
      let alive = candidates
      let start = 0
      for (const [place, { candidates: count }] of rungs.slice(0, index).entries()) {
        const scores = alive.map((_, at) => results.get(start + at)?.sharpe ?? null)
        const rung = alive
        alive = survivors(scores, rungs[place + 1].candidates).map((at) => rung[at])
        start += count
      }
      const { rounds } = rungs[index]
      const trials = alive.map(({ config, ...rest }) => ({
        ...rest,
        config: { ...config, booster: { ...config.booster, rounds } },
      }))
      return placed(data, trials).map((one) => ({ ...one, position: start + one.position, rung: index }))
    },
  }
}

const searchSchema = z.object({
  kind: z.enum(['random', 'halving']),
  budget: z.number(),
  seed: z.number(),
  eta: z.number().exactOptional(),
  rungs: z.array(z.object({ candidates: z.number(), rounds: z.number() })).exactOptional(),
})

/** What a sweep that is kept tries. */
export function triedBySweep({ spec }: Pick<Sweep, 'spec'>): Tried {
  return {
    trials: Array.isArray(spec.trials) ? spec.trials.map(readTrial) : [],
    search: spec.search === undefined ? null : searchSchema.parse(spec.search),
  }
}
