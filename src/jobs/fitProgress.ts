import type { RoundProgress } from '../core/boosting/index.ts'

/** How far one fit is. */
export interface FitProgress {
  /** Rounds that are done; 0 while the features are binned. */
  round: number
  /** Rounds in all; early stopping may need fewer. */
  rounds: number
  /** Mean loss on the training rows, when it was last looked at; null before. */
  loss: number | null
  /** Mean loss on the rows held out for early stopping; null without them. */
  heldOutLoss: number | null
}

/** Ten a second are more than anybody reads, and cost nothing. */
const leastMs = 100

/** The loss on the training rows costs a pass over them, so it is looked at this often in a fit at most. */
const lossesOfFit = 20

/**
 * Makes a watcher of rounds that tells `report` of them, at most ten times a second: first that the features are
 * binned, and always of the first round.
 */
export function roundWatcher(
  rounds: number,
  report: (progress: FitProgress) => void,
  clock: () => number = () => performance.now(),
): (progress: RoundProgress) => void {
  const stride = Math.ceil(rounds / lossesOfFit)
  let last = Number.NEGATIVE_INFINITY
  let lossRound = Number.NEGATIVE_INFINITY
  let loss: number | null = null
  report({ round: 0, rounds, loss, heldOutLoss: null })
  return ({ round, validationLoss, trainLoss }) => {
    const now = clock()
    if (now - last < leastMs) return
    last = now
    if (round - lossRound >= stride) {
      loss = trainLoss()
      lossRound = round
    }
    report({ round, rounds, loss, heldOutLoss: validationLoss })
  }
}
