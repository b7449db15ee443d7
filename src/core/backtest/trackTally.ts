import type { FoldCounts, Tally, TallyTerms } from './account.ts'
import { layChanges } from './changes.ts'
import type { Track } from './simulate.ts'
import { movesOf, talliedTrades } from './talliedTrades.ts'
import { summarise, totalsOf } from './totals.ts'
import { walkBars } from './walkedBars.ts'

/**
 * Adds up positions on a track of entries at opens without simulating it first: of no bar and no trade more is written
 * down than its net return. The result is that of `tallyOf`, to the last bit.
 *
 * @param booked places of the bars that are booked; null for all
 * @param decisions how many the track was laid for
 */
export function trackTally(
  track: Track,
  booked: Int32Array | null,
  decisions: number,
): (position: Float64Array, terms: TallyTerms) => Tally {
  const changes = layChanges(track, booked)
  const { market, first } = track
  const path = { market, first, changes, booked, tranches: market.horizon }
  const moves = movesOf(track, decisions)
  const bySession = changes.sessions.length < changes.bars
  const sessionsOfBars = booked?.map((place) => changes.sessions[place]) ?? changes.sessions
  return (position, terms) => {
    const bars = walkBars(path, position, terms.rate, bySession)
    const totals = totalsOf(bars, terms.rate, terms.starts, terms.net)
    const walked = bars.walked()
    const { folds, outcomes } = talliedTrades(moves, position, terms)
    const [wanted, filled] = [sumBy(folds, 'wanted'), sumBy(folds, 'filled')]
    // With one bar a session, bar returns are session returns.
    const sessions = bySession ? bars.sessions : { sessions: sessionsOfBars, returns: terms.net }
    return {
      totals,
      ...walked,
      folds,
      filled,
      unfilled: wanted - filled,
      outcomes,
      sessions,
      sessionSummary: bySession ? summarise(sessions.returns) : totals.run,
    }
  }
}

function sumBy(folds: readonly FoldCounts[], count: keyof FoldCounts): number {
  return folds.reduce((sum, fold) => sum + fold[count], 0)
}
