/** How far a fit is, told after each round. Reading it changes nothing. */
export interface RoundProgress {
  /** Rounds that are done. */
  round: number
  /** Rounds in all; early stopping may need fewer. */
  rounds: number
  /** Mean loss on the held-out rows of early stopping; null without them. */
  validationLoss: number | null
  /** Mean loss per training row, weights left aside. Computed when called, which costs a pass over the rows. */
  trainLoss(): number
}
