import type { OptionSignal } from '../../../contract/types.ts'
import { fixed } from '../../output/format.ts'
import type { Column } from '../../output/table.ts'

/** How options of signals are listed. */
export const optionSignalColumns: Column[] = [
  { field: 'signal_date', title: 'date', rank: 2 },
  { field: 'ticker', rank: 0 },
  { field: 'side', rank: 3 },
  { field: 'contracts', rank: 0 },
  { field: 'expiry', rank: 4 },
  { field: 'delta', align: 'right', rank: 1, show: fixed(2) },
  { field: 'iv_used', title: 'iv', align: 'right', rank: 3, show: fixed(2) },
  { field: 'net_debit_credit', title: 'paid', align: 'right', rank: 0, show: fixed(2) },
  { field: 'stop_value', title: 'at stop', align: 'right', rank: 1, show: fixed(2) },
  { field: 'target_value', title: 'at target', align: 'right', rank: 1, show: fixed(2) },
  { field: 'rr', align: 'right', rank: 2, show: fixed(2) },
  { field: 'max_gain', title: 'at most', align: 'right', rank: 4, show: fixed(2) },
  { field: 'pricing_estimate', title: 'estimate', rank: 5, show: (value) => (value === true ? 'yes' : '') },
  { field: 'model_id', title: 'model', rank: 5 },
]

/** A row with its contracts in one cell: what is bought, and what is sold. */
export function withContracts(row: OptionSignal) {
  const legs = row.legs ?? [{ side: 'buy', occ_symbol: row.occ_symbol }]
  const contracts = legs.map(({ side, occ_symbol }) => `${side === 'buy' ? '+' : '-'}${occ_symbol}`)
  return { ...row, contracts: contracts.join(' ') }
}
