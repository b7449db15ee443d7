import type { FoldCounts, TallyTerms } from './account.ts'
import { blockKernel } from './blockKernel.ts'
import * as L from './blockLayout.ts'
import type { TradeOutcomes } from './outcomes.ts'
import type { Track } from './simulate.ts'

/** What each decision of a track would earn. */
export interface Moves {
  /** Return of a long tranche per decision; NaN where nothing is filled. */
  move: Float64Array
  /** Decisions before this one have left by the end. */
  left: number
}

/** @param decisions how many the track was laid for */
export function movesOf({ decision, change, closed }: Track, decisions: number): Moves {
  const move = new Float64Array(decisions).fill(Number.NaN)
  for (let slot = 0; slot < decision.length; slot++) move[decision[slot]] = change[slot]
  return { move, left: closed === 0 ? 0 : decision[closed - 1] + 1 }
}

/** Trades of a track added up, as `tradeOutcomes` does, without a list of them. */
export function talliedTrades(
  { move, left }: Moves,
  position: Float64Array,
  { rate, foldSizes, labels, tradeReturns }: TallyTerms,
): { outcomes: TradeOutcomes; folds: FoldCounts[] } {
  const kernel = blockKernel()
  for (const place of [L.wanted, L.filled, L.wins, L.lostTrades, L.lost, L.gap, L.labelled]) {
    kernel.memory[place / 8] = 0
  }
  let closed = 0
  const add = (start: number, end: number, haveLeft: boolean) => {
    for (let from = start; from < end; from += L.blockBars) {
      const to = Math.min(end, from + L.blockBars)
      kernel.size.set(position.subarray(from, to))
      kernel.move.set(move.subarray(from, to))
      kernel.label.set(labels.subarray(from, to))
      const written = kernel.addTrades(to - from, 2 * rate, haveLeft)
      tradeReturns.set(kernel.tradeNet.subarray(0, written), closed)
      closed += written
    }
  }
  let start = 0
  const folds = foldSizes.map((size) => {
    const before = { wanted: kernel.at(L.wanted), filled: kernel.at(L.filled) }
    const end = start + size
    const border = Math.max(start, Math.min(end, left))
    add(start, border, true)
    add(border, end, false)
    start = end
    return { wanted: kernel.at(L.wanted) - before.wanted, filled: kernel.at(L.filled) - before.filled }
  })
  const labelled = kernel.at(L.labelled)
  return {
    folds,
    outcomes: {
      closed,
      returns: tradeReturns.subarray(0, closed),
      wins: kernel.at(L.wins),
      losses: kernel.at(L.lostTrades),
      lost: kernel.at(L.lost),
      labelMinusEarned: labelled > 0 ? kernel.at(L.gap) / labelled : null,
    },
  }
}
