/** Columns that every table of options has. */
export interface ContractColumns {
  session: Int32Array
  expiry: Int32Array
  strike: Float64Array
  isCall: Uint8Array
}

export function contractColumns(rows: number): ContractColumns {
  return {
    session: new Int32Array(rows),
    expiry: new Int32Array(rows),
    strike: new Float64Array(rows),
    isCall: new Uint8Array(rows),
  }
}

/** Whole strikes from `around` below the lowest of some prices to `around` above the highest, none below 1. */
export function strikesAround(prices: readonly number[], around: number): { lowest: number; count: number } {
  const lowest = Math.max(1, Math.floor(Math.min(...prices)) - around)
  const highest = Math.ceil(Math.max(...prices)) + around
  return { lowest, count: Math.max(0, highest - lowest + 1) }
}

/**
 * Writes a market around a price into row `row`: half a cent and 0.6 % of the price to each side, times `spread`,
 * rounded outwards to cents. The bid is 0 where there is nothing to pay for.
 */
export function quote(
  price: number,
  spread: number,
  bid: Float64Array,
  ask: Float64Array,
  row: number,
): void {
  const half = (0.005 + 0.006 * price) * spread
  bid[row] = Math.max(0, Math.floor((price - half) * 100) / 100)
  ask[row] = Math.ceil((price + half) * 100) / 100
}
