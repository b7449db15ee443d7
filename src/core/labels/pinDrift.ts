import type { Bars } from '../bars/bars.ts'
import type { MarketData } from '../bars/marketData.ts'
import { firstAtOrAfter } from '../bars/window.ts'
import { SigmaError } from '../errors.ts'
import type { OptionChain } from '../options/tables.ts'
import { eventLabel } from './eventLabel.ts'
import type { Label } from './label.ts'
import type { PinDriftSpec } from './labelSpec.ts'

/**
 * The price drifts towards a strike T into the close: y is 1 where |P(drift_start) - T| - |P(close) - T| is at least
 * min_pull ATR, else 0. The side is sign(T - price at the bar).
 *
 * T is the strike of the largest sum of |gamma| x open interest in the chain of the session before, over contracts
 * that expire in this session; without any gamma that of the largest open interest; the lowest of equal ones. Where
 * there is neither, y and side are missing, and a warning counts the sessions. ATR as for `headfakeReversal`.
 * Source: domain facts of the existing system, section D, which took the chain of the same session: known too late.
 *
 * @throws UNPROCESSABLE without a chain
 */
export function pinDrift(bars: Bars, spec: PinDriftSpec, market: MarketData): Label {
  const { chain } = market
  if (chain === null) throw withoutChain()
  let sessions = 0
  let without = 0
  const label = eventLabel(bars, spec, market, ({ day, previousDay, start, atr }) => {
    sessions++
    const strike = pinStrike(chain, day, previousDay)
    if (strike === null) {
      without++
      return null
    }
    return {
      side: (price) => Math.sign(strike - price),
      y(close) {
        const pull = Math.abs(start.price - strike) - Math.abs(close - strike)
        if (Number.isNaN(atr) || Number.isNaN(pull)) return Number.NaN
        return pull >= spec.minPullAtr * atr ? 1 : 0
      },
    }
  })
  if (without === 0) return label
  const reason = `${without} of ${sessions} sessions have no strike to be drawn to, so that their y is missing: the chain of the session before holds no open interest in contracts that expire in the session`
  return { ...label, warnings: [...label.warnings, reason] }
}

/** @param previousDay the session before among the bars; null for the first, which takes the newest chain before it */
function pinStrike(chain: OptionChain, day: number, previousDay: number | null): number | null {
  const end = firstAtOrAfter(chain.session, day)
  const snapshot = chain.session[end - 1]
  if (snapshot === undefined || (previousDay !== null && snapshot < previousDay)) return null
  const byGamma = new Map<number, number>()
  const byInterest = new Map<number, number>()
  for (let row = firstAtOrAfter(chain.session, snapshot); row < end; row++) {
    if (chain.expiry[row] !== day) continue
    add(byGamma, chain.strike[row], Math.abs(chain.gamma[row]) * chain.openInterest[row])
    add(byInterest, chain.strike[row], chain.openInterest[row])
  }
  return peak(byGamma) ?? peak(byInterest)
}

function add(sums: Map<number, number>, strike: number, value: number): void {
  if (Number.isFinite(value)) sums.set(strike, (sums.get(strike) ?? 0) + value)
}

/** The lowest strike of the largest positive sum. */
function peak(sums: ReadonlyMap<number, number>): number | null {
  let best: number | null = null
  let most = 0
  for (const [strike, sum] of sums) {
    if (sum > most || (sum === most && best !== null && strike < best)) {
      best = strike
      most = sum
    }
  }
  return best
}

function withoutChain(): SigmaError {
  const missing = 'option chain snapshots (gamma and open interest by strike)'
  return new SigmaError(
    'UNPROCESSABLE',
    `the label pin_drift needs ${missing}, which this source does not hold`,
    {
      details: { label: 'pin_drift', missing },
      next: 'use next_bar_updown, fwd_ret_<N>d or close_to_open, or a source with option chain data',
    },
  )
}
