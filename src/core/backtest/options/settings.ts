import type { FieldError } from '../../errors.ts'

/** How signals buy options: a call to go long, a put to go short, both held for the label horizon or until they expire. */
export interface OptionExecution {
  /** Share of equity that a position of size 1 pays as premium. */
  riskPerTrade: number
  /** Fewest contracts open after the session before; 0 for no limit. */
  minOpenInterest: number
  /** Least implied volatility at the decision, annualised; null for no limit. */
  minVolatility: number | null
  /** Paid for a contract of 100 shares, at entry and at exit. */
  commissionPerContract: number
}

/** What is wrong with settings that no data could serve. */
export function optionFaults(options: OptionExecution): FieldError[] {
  const faults: FieldError[] = []
  const expect = (holds: boolean, field: string, issue: string, got: unknown) => {
    if (!holds) faults.push({ field: `options.${field}`, issue: `expected ${issue}, got ${String(got)}` })
  }
  const { riskPerTrade, minOpenInterest, minVolatility, commissionPerContract } = options
  expect(riskPerTrade > 0 && riskPerTrade <= 1, 'risk_per_trade', 'a share above 0, up to 1', riskPerTrade)
  expect(minOpenInterest >= 0, 'min_oi', 'a number of at least 0', minOpenInterest)
  expect(minVolatility === null || minVolatility >= 0, 'min_vol', 'a number of at least 0', minVolatility)
  const isCost = Number.isFinite(commissionPerContract) && commissionPerContract >= 0
  expect(isCost, 'commission_per_contract', 'a number of at least 0', commissionPerContract)
  return faults
}
