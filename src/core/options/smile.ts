import { isNearer } from './expiries.ts'

export type OptionType = 'call' | 'put'

/** Volatilities (annualised fractions) and deltas of calls or puts, per strike of a smile; NaN is none. */
export interface SmileSide {
  volatility: Float64Array
  delta: Float64Array
}

/** What the options of one expiry say of volatility at one time. */
export interface Smile {
  /** Days since 1970-01-01. */
  expiry: number
  /** Rising. */
  strikes: Float64Array
  call: SmileSide
  put: SmileSide
}

/** A place on a smile. */
export interface SmilePoint {
  strike: number
  volatility: number
}

/** How far from 25 % the delta of an option may lie to stand for it: else 15 % or 40 % would pass for it. */
const deltaTolerance = 0.15

/**
 * The strike nearest to a price, the lower of two, at which this type of option has a volatility; with no type, the
 * mean of call and put, or the one there is. Undefined where no strike has any, or the price is missing.
 */
export function smileNear(
  smile: Smile,
  price: number,
  type: OptionType | null = null,
): SmilePoint | undefined {
  if (Number.isNaN(price)) return undefined
  let nearest: SmilePoint | undefined
  for (const [i, strike] of smile.strikes.entries()) {
    if (nearest !== undefined && !isNearer(strike, nearest.strike, price)) continue
    const volatility = volatilityAt(smile, i, type)
    if (!Number.isNaN(volatility)) nearest = { strike, volatility }
  }
  return nearest
}

/** Volatility at the strike nearest to a price; NaN where there is none. */
export function atMoney(smile: Smile, price: number, type: OptionType | null = null): number {
  return smileNear(smile, price, type)?.volatility ?? Number.NaN
}

/**
 * Volatility of the call whose delta is nearest to 0.25 less that of the put nearest to -0.25, the lower strike of two;
 * NaN where none is near.
 */
export function deltaSkew({ call, put }: Smile): number {
  return volatilityAtDelta(call, 0.25) - volatilityAtDelta(put, -0.25)
}

function volatilityAt({ call, put }: Smile, i: number, type: OptionType | null): number {
  const ofCall = call.volatility[i]
  const ofPut = put.volatility[i]
  if (type !== null) return type === 'call' ? ofCall : ofPut
  if (Number.isNaN(ofCall)) return ofPut
  return Number.isNaN(ofPut) ? ofCall : (ofCall + ofPut) / 2
}

function volatilityAtDelta({ volatility, delta }: SmileSide, wanted: number): number {
  let nearest = Number.POSITIVE_INFINITY
  let found = Number.NaN
  for (let i = 0; i < delta.length; i++) {
    const distance = Math.abs(delta[i] - wanted)
    if (distance > deltaTolerance || Number.isNaN(volatility[i]) || !(distance < nearest)) continue
    nearest = distance
    found = volatility[i]
  }
  return found
}
