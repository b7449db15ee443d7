import type { Contracts, PickedContracts } from './contractPick.ts'

/** What a contract must meet to be traded; a limit that is absent or null is none. Equality passes. */
export interface ContractGuards {
  /** Greatest (ask - bid) / mid. */
  spreadPctMax?: number | null
  /** Fewest contracts open after the session before. */
  oiMin?: number | null
  /** Fewest contracts traded since the session began. */
  volumeMin?: number | null
  /** Least implied volatility, annualised. */
  volatilityMin?: number | null
}

/** Why a wanted contract is not filled: `no_contract` where none has a delta near the target. */
export type UnfilledReason =
  | 'no_contract'
  | 'spread_above_limit'
  | 'oi_below_min'
  | 'volume_below_min'
  | 'volatility_below_min'

/**
 * The reasons for which each row stays unfilled, in the order of the gate; an empty list is a fill. A count that is not
 * known can not be shown to meet its minimum, and fails it.
 */
export function unfilledReasons(picked: PickedContracts, guards: ContractGuards): UnfilledReason[][] {
  return Array.from(picked.strike, (_, row) => reasonsOf(picked, row, guards))
}

/** Whether the open interest of any contract is known: some sources serve none of the past. */
export function knowsOpenInterest({ call, put }: Contracts): boolean {
  return [call, put].some(({ open_interest }) => open_interest.some((count) => !Number.isNaN(count)))
}

function reasonsOf(
  picked: PickedContracts,
  row: number,
  { spreadPctMax, oiMin, volumeMin, volatilityMin }: ContractGuards,
): UnfilledReason[] {
  if (Number.isNaN(picked.strike[row])) return ['no_contract']
  const reasons: UnfilledReason[] = []
  if (!(picked.spread_pct[row] <= (spreadPctMax ?? Number.POSITIVE_INFINITY)))
    reasons.push('spread_above_limit')
  if (oiMin != null && !(picked.open_interest[row] >= oiMin)) reasons.push('oi_below_min')
  if (volumeMin != null && !(picked.volume[row] >= volumeMin)) reasons.push('volume_below_min')
  if (volatilityMin != null && !(picked.iv[row] >= volatilityMin)) reasons.push('volatility_below_min')
  return reasons
}
