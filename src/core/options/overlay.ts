import { blackScholes } from './blackScholes.ts'
import { isNearer } from './expiries.ts'
import type { OverlayCandidates, OverlayContract } from './overlayCandidates.ts'
import { yearsLeft } from './yearsLeft.ts'

export type OverlayMode = 'single' | 'vertical'

/** How the contracts of a signal are chosen. */
export interface OverlayRule {
  mode: OverlayMode
  /** |delta| of what is bought, between 0 and 1. */
  targetDelta: number
  /** Distance between the strikes of a vertical, in the price's unit. */
  spreadWidth: number
}

/** Where the underlying is, and where the signal leaves; null where it does not say. */
export interface OverlayLevels {
  /** Milliseconds since 1970-01-01 UTC. */
  asOf: number
  stop: number | null
  target: number | null
}

interface OverlayLeg extends OverlayContract {
  /** 1 for what is bought, -1 for what is sold. */
  quantity: 1 | -1
}

/** Options laid over a signal. Values are of one share; a contract is on 100. */
export interface OverlayPosition {
  mode: OverlayMode
  /** What is bought first. */
  legs: readonly OverlayLeg[]
  /** Paid to enter, above 0. */
  netDebit: number
  /** What it is worth with the underlying at the stop and at the target: see `positionValue`. */
  stopValue: number | null
  targetValue: number | null
}

/** Why a signal gets no options although there are candidates, or because there are none. */
export type OverlayRefusal = 'no_contract' | 'no_short_leg' | 'no_debit'

/**
 * Chooses the contracts of a signal. What is bought has the |delta| nearest to the target; of equal ones the lower
 * volatility, then more volume, more open interest and the lower strike decide. A vertical sells the strike nearest to
 * `spreadWidth` further out of the money.
 */
export function layOver(
  { contracts }: Pick<OverlayCandidates, 'contracts'>,
  rule: OverlayRule,
  { asOf, stop, target }: OverlayLevels,
): OverlayPosition | OverlayRefusal {
  const [bought] = contracts.toSorted((a, b) => preference(a, b, rule.targetDelta))
  if (bought === undefined) return 'no_contract'
  const legs: OverlayLeg[] = [{ ...bought, quantity: 1 }]
  if (rule.mode === 'vertical') {
    const sold = furtherOut(contracts, bought, rule.spreadWidth)
    if (sold === undefined) return 'no_short_leg'
    legs.push({ ...sold, quantity: -1 })
  }
  const netDebit = legs.reduce((sum, { quantity, premium }) => sum + quantity * premium, 0)
  // The quotes of two strikes may be of different moments, so that the further one seems dearer.
  if (!(netDebit > 0)) return 'no_debit'
  const at = (spot: number | null) => (spot === null ? null : positionValue(legs, spot, asOf))
  return { mode: rule.mode, legs, netDebit, stopValue: at(stop), targetValue: at(target) }
}

/** What legs need for a value: a subset, so that stored ones serve too. */
export type PricedLeg = Pick<OverlayLeg, 'quantity' | 'expiry' | 'strike' | 'isCall' | 'iv'>

/**
 * The value of a share's options by Black and Scholes at the volatilities of their entry, with neither rate nor dividend;
 * what they would pay once they have expired.
 *
 * @param spot price of the underlying
 * @param ts milliseconds since 1970-01-01 UTC
 */
export function positionValue(legs: readonly PricedLeg[], spot: number, ts: number): number {
  return legs.reduce((sum, leg) => sum + leg.quantity * optionValue(leg, spot, ts), 0)
}

function optionValue({ expiry, strike, isCall, iv }: PricedLeg, spot: number, ts: number): number {
  const years = yearsLeft(expiry, ts)
  if (years > 0) return blackScholes({ isCall, spot, strike, years }, iv).price
  return Math.max(0, isCall ? spot - strike : strike - spot)
}

/** Most that a position can gain by its expiry, per share; null for a bought call, which has no bound. */
export function greatestGain(
  legs: readonly Pick<PricedLeg, 'strike' | 'isCall'>[],
  netDebit: number,
): number | null {
  const [bought, sold] = legs
  if (sold !== undefined) return Math.abs(sold.strike - bought.strike) - netDebit
  return bought.isCall ? null : bought.strike - netDebit
}

/** What the target earns in multiples of what the stop loses; null where one is not known, or the stop loses nothing. */
export function rewardToRisk({
  netDebit,
  stopValue,
  targetValue,
}: Pick<OverlayPosition, 'netDebit' | 'stopValue' | 'targetValue'>): number | null {
  if (stopValue === null || targetValue === null || !(netDebit > stopValue)) return null
  return (targetValue - netDebit) / (netDebit - stopValue)
}

/** Deltas closer than this are equal: 0.4 - 0.35 is not 0.05 in binary fractions. */
const sameDelta = 1e-9

function preference(a: OverlayContract, b: OverlayContract, targetDelta: number): number {
  const off = ({ delta }: OverlayContract) => Math.abs(Math.abs(delta) - targetDelta)
  const nearer = off(a) - off(b)
  if (Math.abs(nearer) > sameDelta) return nearer
  const volume = known(b.volume) - known(a.volume)
  const interest = known(b.openInterest) - known(a.openInterest)
  return a.iv - b.iv || volume || interest || a.strike - b.strike
}

/** What is not known counts as less than nothing. */
function known(count: number): number {
  return Number.isNaN(count) ? -1 : count
}

function furtherOut(
  contracts: readonly OverlayContract[],
  { strike, isCall }: OverlayContract,
  width: number,
): OverlayContract | undefined {
  const wanted = isCall ? strike + width : strike - width
  let best: OverlayContract | undefined
  for (const one of contracts) {
    if (isCall ? one.strike <= strike : one.strike >= strike) continue
    if (best === undefined || isNearer(one.strike, best.strike, wanted)) best = one
  }
  return best
}
