import { Random } from '../random.ts'
import { sharpe } from '../statistics/returns.ts'
import { meanBlockOf, quantile, type SharpeInterval } from '../statistics/stationaryBootstrap.ts'

const draws = 1_000

/**
 * Where the Sharpe ratio (per session) of so many sessions lies, if they are as those of a backtest: of 95 % of stretches
 * that are resampled from its session returns, in blocks that keep what follows each other together. A month says less
 * than years do, so that its interval is wider than that of the backtest itself.
 * Source: as for `stationaryResamples`.
 *
 * @returns null where the returns do not vary, or where fewer than two sessions are asked for
 */
export function expectedSharpe(returns: Float64Array, sessions: number, seed: number): SharpeInterval | null {
  if (sharpe(returns) === null || sessions < 2) return null
  const random = new Random(seed)
  const restart = 1 / meanBlockOf(returns.length)
  const stretch = new Float64Array(sessions)
  const ratios = Float64Array.from({ length: draws }, () => {
    let row = 0
    for (let session = 0; session < sessions; session++) {
      const begins = session === 0 || random.nextFraction() < restart
      row = begins ? random.nextBelow(returns.length) : (row + 1) % returns.length
      stretch[session] = returns[row]
    }
    return sharpe(stretch) ?? 0
  }).sort()
  return { low: quantile(ratios, 0.025), high: quantile(ratios, 0.975) }
}
