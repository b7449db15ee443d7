import type { ConfigTuple } from '../contract/types.ts'
import type { Execution } from '../core/backtest/index.ts'
import { invalidParam } from '../core/errors.ts'
import type { Dataset } from '../core/matrix/matrix.ts'
import { knowsOpenInterest } from '../core/options/contractGuards.ts'
import type { Subject } from './subject.ts'

type OptionExecution = NonNullable<Execution['options']>

/** How a request may ask for options to be bought. What is left out is the policy's, the share of equity the profile's. */
export interface OptionsRequest extends Partial<Omit<OptionExecution, 'minVolatility'>> {
  /** 0 or less: no limit. */
  minVolatility?: number
}

/** One R of a profile's sizing, as a share of equity: Sigma's choice, since no document says what an R is. */
const equityPerR = 0.01

/**
 * How options are bought, where the data has quotes to buy them at; nothing where the underlying is traded.
 *
 * @throws INVALID_PARAM when something is asked of options where none are bought
 */
export function optionsOf(
  { execution: { options }, limits }: Pick<Subject, 'execution' | 'limits'>,
  asked: OptionsRequest | undefined,
  { quotes, matrix: { contracts } }: Dataset,
): Pick<Execution, 'options'> {
  if (!quotes) {
    if (asked === undefined) return {}
    const issue = 'are not bought on this data: the model trades the underlying, or its source has no quotes'
    throw invalidParam([{ field: 'options', issue }], { next: 'leave out options' })
  }
  const { min_oi, min_vol } = options.selection
  // Where it is known of no contract, nothing could be bought: see `optionWarnings`.
  const policyInterest = contracts && knowsOpenInterest(contracts) ? min_oi : 0
  const minVolatility = asked?.minVolatility ?? min_vol
  return {
    options: {
      riskPerTrade: asked?.riskPerTrade ?? limits.riskPerTradeR * equityPerR,
      minOpenInterest: asked?.minOpenInterest ?? policyInterest,
      minVolatility: minVolatility !== null && minVolatility > 0 ? minVolatility : null,
      commissionPerContract: asked?.commissionPerContract ?? options.commission_per_contract,
    },
  }
}

/** A guard of the policy that nothing could pass for want of data is not applied: the gate misses the figure, and says so. */
export function optionWarnings(
  { execution: { options } }: Pick<Subject, 'execution'>,
  asked: OptionsRequest | undefined,
  { quotes, matrix: { contracts } }: Dataset,
): string[] {
  const least = options.selection.min_oi
  const isGuarded = asked?.minOpenInterest !== undefined || (contracts && knowsOpenInterest(contracts))
  if (!quotes || least <= 0 || isGuarded) return []
  return [
    `the data has no open interest: options are bought without the policy’s min_oi of ${least}, and the gate’s limit on it is not met`,
  ]
}

/** How options were bought, as answers show it, to be asked for again whatever the policy says then. */
export function optionsTuple(options: Execution['options']): Pick<ConfigTuple, 'options'> {
  if (!options) return {}
  return {
    options: {
      risk_per_trade: options.riskPerTrade,
      min_oi: options.minOpenInterest,
      min_vol: options.minVolatility ?? 0,
      commission_per_contract: options.commissionPerContract,
    },
  }
}
