import type { Bars } from '../bars/bars.ts'
import type { Dataset } from '../matrix/matrix.ts'
import { mean } from '../statistics/returns.ts'
import type { Booked } from './account.ts'
import { openBook } from './booking.ts'
import type { Execution } from './config.ts'

/** Sessions before a trade that its average daily volume is taken of, and the fewest that make one. Sigma's choice. */
const sessionsOfAverage = 20
const fewestSessions = 5

/**
 * What a run trades of an instrument in a session (Σ |change of weight| × capital), as a share of the instrument's average
 * daily volume in money (volume × close) over the 20 sessions before; in basis points, the mean over all sessions and
 * tickers in which something was traded. The documents name the limit only: the mean and the 20 sessions are Sigma's choice.
 *
 * @param decisions out-of-sample rows with the position (sign × size) that the run wanted
 * @param capital in the currency of the prices
 * @returns null where nothing was traded, or no volume before the trades is known
 */
export function advBps(
  dataset: Dataset,
  execution: Execution,
  { row, position }: { row: Int32Array; position: Float64Array },
  capital: number,
): number | null {
  const account = openBook(dataset, execution).open(row, null)
  const shares: number[] = []
  if (dataset.panel) {
    for (const { ticker, everyBar } of account.byTicker?.(position) ?? []) {
      addShares(everyBar, dataset.panel[ticker], shares)
    }
  } else if (dataset.bars) addShares(account.trade(position).everyBar, dataset.bars, shares)
  const share = mean(Float64Array.from(shares))
  return share === null ? null : 10_000 * capital * share
}

/** Adds the traded weight of each session over the average daily volume in money before it. */
function addShares({ session, traded }: Booked['everyBar'], bars: Bars, shares: number[]): void {
  const volume = averageVolumes(bars)
  for (let from = 0, to = 0; from < session.length; from = to) {
    let sum = 0
    while (to < session.length && session[to] === session[from]) sum += traded[to++]
    const average = sum > 0 ? volume.get(session[from]) : undefined
    if (average !== undefined && average > 0) shares.push(sum / average)
  }
}

/** By session, the mean money traded in the sessions before; absent where too few are known. */
function averageVolumes({ session, volume, close }: Bars): ReadonlyMap<number, number> {
  const averages = new Map<number, number>()
  const known: number[] = []
  for (let from = 0, to = 0; from < session.length; from = to) {
    const before = known.slice(-sessionsOfAverage)
    const average = before.length < fewestSessions ? null : mean(Float64Array.from(before))
    if (average !== null) averages.set(session[from], average)
    let money = 0
    for (; to < session.length && session[to] === session[from]; to++) money += volume[to] * close[to]
    if (Number.isFinite(money)) known.push(money)
  }
  return averages
}
