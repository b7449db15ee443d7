/** One step of successive halving: so many candidates, each given so much. */
export interface Rung {
  candidates: number
  rounds: number
}

/** Below so many rounds a model says little of what it comes to with all. */
const leastRounds = 4

/**
 * The rungs of successive halving within a budget: each keeps one of `eta` candidates of the one before, and gives them
 * `eta` times the rounds, up to all of them on the last. There are as many rungs as rounds and budget allow, and then as
 * many candidates as the budget allows. Empty when it does not allow two rungs.
 * Source: Jamieson and Talwalkar, Non-stochastic Best Arm Identification and Hyperparameter Optimization (2016).
 *
 * @param budget most evaluations, over all rungs
 * @param eta a whole number of at least 2
 * @param rounds boosting rounds of a candidate that gets to the end
 */
export function halvingRungs({
  budget,
  eta,
  rounds,
}: {
  budget: number
  eta: number
  rounds: number
}): Rung[] {
  let best: Rung[] = []
  for (let count = 2; rounds / eta ** (count - 1) >= leastRounds; count++) {
    const rungs = rungsOf(count, { budget, eta, rounds })
    if (rungs === null) break
    best = rungs
  }
  return best
}

function rungsOf(
  count: number,
  { budget, eta, rounds }: { budget: number; eta: number; rounds: number },
): Rung[] | null {
  const spent = (first: number): number =>
    Array.from({ length: count }, (_, rung) => kept(first, eta, rung)).reduce((sum, one) => sum + one, 0)
  let first = eta ** (count - 1)
  if (spent(first) > budget) return null
  while (spent(first + 1) <= budget) first++
  return Array.from({ length: count }, (_, rung) => ({
    candidates: kept(first, eta, rung),
    rounds: Math.round(rounds / eta ** (count - 1 - rung)),
  }))
}

const kept = (first: number, eta: number, rung: number): number => Math.floor(first / eta ** rung)

/** Rungs for fewer candidates than were planned for, because there are no more: none is left without one. */
export function withCandidates(rungs: readonly Rung[], candidates: number, eta: number): Rung[] {
  return rungs.map(({ rounds }, rung) => ({ candidates: Math.max(1, kept(candidates, eta, rung)), rounds }))
}

/**
 * Places of the best, ascending.
 * @param scores higher is better; null is worst; of equal ones the earlier is better
 */
export function survivors(scores: readonly (number | null)[], keep: number): number[] {
  const value = (place: number): number => scores[place] ?? Number.NEGATIVE_INFINITY
  return [...scores.keys()]
    .sort((a, b) => (value(a) === value(b) ? a - b : value(b) - value(a)))
    .slice(0, keep)
    .sort((a, b) => a - b)
}
