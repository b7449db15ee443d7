import type { Command } from 'commander'
import type { BacktestRequest } from '../contract/types.ts'
import { notNegative, positive, whole } from './globals.ts'

/** Options of how a model of options buys them. */
export interface ContractOptions {
  riskPerTrade?: number
  minOi?: number
  minVol?: number
  contractCommission?: number
}

export function contractOptions(command: Command): Command {
  return command
    .option(
      '--risk-per-trade <share>',
      "of models of options: share of equity paid as premium (default: the profile's)",
      positive,
    )
    .option('--min-oi <n>', "fewest open contracts, 0 for no limit (default: the policy's)", whole(0))
    .option('--min-vol <n>', "least implied volatility, 0 for no limit (default: the policy's)", notNegative)
    .option(
      '--contract-commission <amount>',
      "commission of a contract, on both sides (default: the policy's)",
      notNegative,
    )
}

export function contractFields(options: ContractOptions): Pick<BacktestRequest, 'options'> {
  const values = {
    risk_per_trade: options.riskPerTrade,
    min_oi: options.minOi,
    min_vol: options.minVol,
    commission_per_contract: options.contractCommission,
  }
  return Object.values(values).some((value) => value !== undefined) ? { options: values } : {}
}
