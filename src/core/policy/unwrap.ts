import { type FieldError, invalidParam } from '../errors.ts'

export type PolicyMap = Record<string, unknown>

export function isMap(value: unknown): value is PolicyMap {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The body of a policy document. A body under `policy:` is lifted to the root, where the keys that stand beside it
 * (name, version, description, risk_profile …) stay, unless the body says them itself.
 * Throws INVALID_PARAM when the document, or what stands under `policy:`, is no mapping.
 */
export function unwrapPolicy(document: unknown): PolicyMap {
  const { body, faults } = policyBody(document)
  if (faults.length > 0) throw invalidParam(faults)
  return body
}

/** As `unwrapPolicy`, with the fault returned instead of thrown. */
export function policyBody(document: unknown): { body: PolicyMap; faults: FieldError[] } {
  if (!isMap(document)) return { body: {}, faults: [noMapping(document)] }
  if (!('policy' in document)) return { body: document, faults: [] }
  const { policy, ...beside } = document
  return isMap(policy)
    ? { body: { ...beside, ...policy }, faults: [] }
    : { body: {}, faults: [noMapping(policy)] }
}

function noMapping(value: unknown): FieldError {
  return { field: 'policy', issue: `expected a mapping, got ${kindOf(value)}` }
}

/** What a value is, for messages: `nothing`, `a list`, `a mapping`, or its type with the value. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a mapping'
  return `${JSON.stringify(value)} (${typeof value})`
}
