import { invalidParam } from '../errors.ts'
import { type RiskProfile, riskProfiles } from '../gate/riskBudget.ts'
import { policyFaults } from './faults.ts'
import { isMap, type PolicyMap, unwrapPolicy } from './unwrap.ts'

/**
 * A policy as it is kept and shown: flat, in the spelling of its file, with the keys Sigma does not know left in.
 * The values of `execution` take effect through `effectiveExecution`.
 */
export interface Policy extends PolicyMap {
  name?: string
  version?: number
  description?: string
  risk: PolicyMap
  execution: PolicyMap
  alerting: PolicyMap
  risk_profile?: RiskProfile
  /** Limits that replace those of the pack, one by one. */
  risk_budget?: PolicyMap
}

/**
 * The policy of a document, whether its body stands at the root or under `policy:`.
 * Throws INVALID_PARAM with every fault at once.
 */
export function normalisePolicy(document: unknown): Policy {
  const faults = policyFaults(document)
  if (faults.length > 0)
    throw invalidParam(faults, { next: 'mend the fields named; sigma policy explain MODEL' })
  const { risk, execution, alerting, name, version, description, risk_profile, risk_budget, ...rest } =
    unwrapPolicy(document)
  const profile = riskProfiles.find((known) => known === risk_profile)
  return {
    ...(typeof name === 'string' && { name }),
    ...(typeof version === 'number' && { version }),
    ...(typeof description === 'string' && { description }),
    ...(profile !== undefined && { risk_profile: profile }),
    ...(isMap(risk_budget) && { risk_budget }),
    risk: isMap(risk) ? risk : {},
    execution: isMap(execution) ? execution : {},
    alerting: isMap(alerting) ? alerting : {},
    ...rest,
  }
}
