import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differences } from '../../src/core/differences.ts'

describe('differences', () => {
  it('lists changed, added and removed fields by path', () => {
    const before = { execution: { slippage_bps: 1, conf_cap: 1 }, hours: [13, 14] }
    const after = { execution: { slippage_bps: 2, brackets: { min_rr: 1 } }, hours: [13, 14], alerting: {} }
    expect(differences(before, after)).toEqual([
      { field: 'alerting', before: undefined, after: {} },
      { field: 'execution.brackets.min_rr', before: undefined, after: 1 },
      { field: 'execution.conf_cap', before: 1, after: undefined },
      { field: 'execution.slippage_bps', before: 1, after: 2 },
    ])
  })

  it('finds nothing between a policy and itself', () => {
    fc.assert(fc.property(fc.jsonValue(), (policy) => differences(policy, policy).length === 0))
  })
})
