import type { OptionSignal, OptionSignalLeg, OverlayAnswer } from '../contract/types.ts'
import { greatestGain, rewardToRisk } from '../core/options/overlay.ts'
import type { RefusedSignal } from '../services/chooseOptions.ts'
import type { ListedOptionSignal } from '../services/optionSignals.ts'
import { stored } from './stored.ts'

// Options of signals in the spelling of the contract.

export function toOptionSignal(row: ListedOptionSignal): OptionSignal {
  const legs = stored<OptionSignalLeg[] | null>(row.legs && [...row.legs])
  const { netDebit, stopValue, targetValue } = row
  return {
    id: row.id,
    signal_id: row.signalId,
    occ_symbol: row.symbol,
    expiry: row.expiry,
    strike: row.strike,
    type: row.type,
    delta: row.delta,
    iv_used: row.iv,
    entry_premium_est: row.entryPremium,
    stop_premium_est: row.stopPremium,
    target_premium_est: row.targetPremium,
    pricing_estimate: row.isEstimate,
    mode: row.mode,
    legs,
    net_debit_credit: netDebit,
    stop_value: stopValue,
    target_value: targetValue,
    rr: netDebit === null ? null : rewardToRisk({ netDebit, stopValue, targetValue }),
    max_loss: netDebit,
    max_gain:
      netDebit === null || legs === null
        ? null
        : greatestGain(
            legs.map(({ strike, type }) => ({ strike, isCall: type === 'call' })),
            netDebit,
          ),
    priced_at: row.pricedAt,
    signal_date: row.signalDate,
    side: row.side,
    model_id: row.modelId,
    pack_id: row.packId,
    ticker: row.ticker,
  }
}

export function toRefused({
  signalId,
  ticker,
  reason,
  message,
  contracts,
}: RefusedSignal): NonNullable<OverlayAnswer['refused']>[number] {
  return { signal_id: signalId, ticker, reason, message, contracts: { ...contracts } }
}
