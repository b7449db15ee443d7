import { valueAt } from './faults.ts'
import type { PolicyMap } from './unwrap.ts'

/** How several tickers share the capital, as a policy may say it; what is left out is silent. */
export interface CapitalPolicy {
  allocation?: 'equal' | 'inverse_vol'
  /** Share of the capital, above 0 and up to 1. */
  maxExposure?: number
}

/**
 * Reads `execution.allocation` and `risk.max_exposure`. The names of the first and of `risk.capital` are Sigma's choice:
 * the documents know `max_exposure` only, and templates give it as an amount of money. So up to 1 it is a share of the
 * capital; above, an amount that `risk.capital` makes a share of, and that without a capital limits nothing.
 */
export function capitalPolicy(policy: PolicyMap): CapitalPolicy {
  const allocation = valueAt(policy, ['execution', 'allocation'])
  const share = exposureShare(valueAt(policy, ['risk', 'max_exposure']), valueAt(policy, ['risk', 'capital']))
  return {
    ...((allocation === 'equal' || allocation === 'inverse_vol') && { allocation }),
    ...(share !== undefined && { maxExposure: share }),
  }
}

/** The money that a policy says is traded (`risk.capital`); null where it says none. */
export function capitalOf(policy: PolicyMap): number | null {
  const capital = valueAt(policy, ['risk', 'capital'])
  return typeof capital === 'number' && capital > 0 ? capital : null
}

function exposureShare(exposure: unknown, capital: unknown): number | undefined {
  if (typeof exposure !== 'number' || !(exposure > 0)) return undefined
  if (exposure <= 1) return exposure
  return typeof capital === 'number' && capital > 0 ? Math.min(1, exposure / capital) : undefined
}
