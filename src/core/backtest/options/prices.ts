import type { Quote } from './quotes.ts'

/** What is paid beside half the spread, a share. */
const slippage = 0.01

/** Shares of a contract. */
const multiplier = 100

/** Paid a share when bought: the mid, half the spread, a cent, and the commission. */
export function priceBought({ ask }: Quote, commission: number): number {
  return ask + slippage + commission / multiplier
}

/** Had a share when sold: the mid less half the spread, a cent and the commission, not below 0. */
export function priceSold({ bid }: Quote, commission: number): number {
  return priceSettled(bid - slippage, commission)
}

/** Had a share at a price without a spread: what it is worth less the commission, not below 0. */
export function priceSettled(value: number, commission: number): number {
  return Math.max(0, value - commission / multiplier)
}

/** What a contract is worth a share when it expires. */
export function intrinsicValue(spot: number, strike: number, isCall: boolean): number {
  return Math.max(0, isCall ? spot - strike : strike - spot)
}
