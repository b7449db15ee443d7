import { defaultBoosterParams } from '../core/boosting/index.ts'
import { invalidParam } from '../core/errors.ts'
import { Random } from '../core/random.ts'
import { distinctDraws } from '../core/sweep/draws.ts'
import { halvingRungs, type Rung, withCandidates } from '../core/sweep/halving.ts'
import { drawFrom, type Range } from '../core/sweep/range.ts'
import { derivedSeed } from '../core/sweep/seeds.ts'
import type { Hyperparameters } from '../packs/modelConfig.ts'
import { plainConfig, type Trial } from './backtestRequest.ts'

/** Hyperparameters that are drawn from a range. */
type RangedName = Exclude<keyof Hyperparameters, 'growth' | 'monotone' | 'earlyStoppingRounds' | 'seed'>

export type HyperparameterRanges = { [Name in RangedName]?: Range }

/** Some combinations that are drawn, instead of all of them. */
export interface SearchRequest {
  kind: 'random' | 'halving'
  /** Most trials, over all rungs. */
  budget: number
  /** Of halving: one of so many candidates is kept. */
  eta?: number
  /** That of the sweep without. */
  seed?: number
}

/** How a sweep was searched, as it is kept. */
export interface Search {
  kind: 'random' | 'halving'
  budget: number
  seed: number
  /** Of halving. */
  eta?: number
  rungs?: Rung[]
}

/** What can be drawn: choices of several axes, and a trial of each combination of them. */
export interface Space {
  /** How many choices each axis has. */
  sizes: readonly number[]
  ranges: HyperparameterRanges
  /** @param choices a place on each axis */
  trialOf(choices: readonly number[], drawn: Hyperparameters): Trial
}

/**
 * The trials of a random search, or the candidates of halving, in the order in which they are drawn; all combinations
 * where there are no more than that, and nothing is drawn from a range. Each has a seed that follows from the search's
 * and its fit.
 */
export function drawTrials(space: Space, wanted: number, seed: number): Trial[] {
  const random = new Random(seed)
  const names = rangedNames.filter((name) => space.ranges[name])
  const seeded = (trial: Trial): Trial => ({
    ...trial,
    config: { ...trial.config, seed: seedOf(trial, seed) },
  })
  const all = space.sizes.reduce((product, size) => product * size, 1)
  if (names.length === 0 && all <= wanted) {
    const trials = placesOf(space.sizes).map((choices) => seeded(space.trialOf(choices, {})))
    return [...new Map(trials.map((trial) => [keyOf(trial), trial])).values()]
  }
  const draw = (): Trial => {
    const choices = space.sizes.map((size) => random.nextBelow(size))
    const drawn: Hyperparameters = {}
    for (const name of names) {
      const range = space.ranges[name]
      if (range) drawn[name] = drawFrom(range, random)
    }
    return seeded(space.trialOf(choices, drawn))
  }
  return distinctDraws(wanted, draw, keyOf)
}

const rangedNames: readonly RangedName[] = [
  'rounds',
  'depth',
  'maxLeaves',
  'rate',
  'subsample',
  'columnSample',
  'columnSampleByLevel',
  'lambda',
  'alpha',
  'gamma',
  'minChildWeight',
  'maxBins',
]

function seedOf({ config: { seed: _, ...config } }: Trial, seed: number): number {
  return derivedSeed(seed, plainConfig({ ...config, seed: 0 }))
}

const keyOf = (trial: Trial): string => JSON.stringify({ ...trial, config: plainConfig(trial.config) })

/** Every combination of places, the last fastest. */
function placesOf(sizes: readonly number[]): number[][] {
  return sizes.reduce<number[][]>(
    (all, size) => all.flatMap((places) => Array.from({ length: size }, (_, place) => [...places, place])),
    [[]],
  )
}

const usualEta = 3

/**
 * The search of halving: how many candidates it begins with, and what each rung gives them.
 * @throws INVALID_PARAM when it has no room for two rungs, or the rounds are among what is tried
 */
export function halvingOf(
  { budget, eta = usualEta }: SearchRequest,
  seed: number,
  rounds: number = defaultBoosterParams.rounds,
): Search & { rungs: Rung[] } {
  const rungs = halvingRungs({ budget, eta, rounds })
  if (rungs.length === 0) {
    const issue = `a budget of ${budget} and ${rounds} rounds leave no room to halve by ${eta}`
    throw invalidParam([{ field: 'search.budget', issue }], {
      next: `take a budget of at least ${eta + 1}, and at least ${4 * eta} rounds, or search at random`,
    })
  }
  return { kind: 'halving', budget, seed, eta, rungs }
}

/** A search with the rungs that its candidates need. */
export function forCandidates(
  search: Search & { rungs: Rung[] },
  candidates: number,
): Search & { rungs: Rung[] } {
  return { ...search, rungs: withCandidates(search.rungs, candidates, search.eta ?? usualEta) }
}

/** @throws INVALID_PARAM when halving is asked to try numbers of rounds, which it gives out itself */
export function checkRounds(ranges: HyperparameterRanges, sets: readonly Hyperparameters[]): void {
  const tried = new Set(sets.map(({ rounds }) => rounds))
  if (!ranges.rounds && tried.size <= 1) return
  throw invalidParam([
    {
      field: ranges.rounds ? 'hyperparams_ranges.rounds' : 'hyperparams_variants',
      issue: 'halving gives out rounds itself, up to one number of them',
    },
  ])
}
