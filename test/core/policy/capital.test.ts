import { describe, expect, it } from 'vitest'
import { capitalPolicy } from '../../../src/core/policy/capital.ts'
import { policyFaults } from '../../../src/core/policy/faults.ts'

describe('capitalPolicy', () => {
  it.each([
    ['a share', { max_exposure: 0.4 }, 0.4],
    ['an amount of a capital', { max_exposure: 50_000, capital: 200_000 }, 0.25],
    ['an amount beyond the capital', { max_exposure: 500_000, capital: 200_000 }, 1],
    ['an amount of a capital not known', { max_exposure: 10_000 }, undefined],
    ['nothing', {}, undefined],
    ['less than nothing', { max_exposure: -1 }, undefined],
  ])('takes %s', (_, risk, share) => {
    expect(capitalPolicy({ risk }).maxExposure).toBe(share)
  })

  it('takes a way of sharing that it knows, and a policy may name no other', () => {
    expect(capitalPolicy({ execution: { allocation: 'inverse_vol' } })).toEqual({ allocation: 'inverse_vol' })
    expect(capitalPolicy({ execution: { allocation: 'kelly' } })).toEqual({})
    expect(policyFaults({ risk: {}, execution: { allocation: 'kelly' }, alerting: {} })).toMatchObject([
      { field: 'execution.allocation', issue: expect.stringContaining('expected one of equal, inverse_vol') },
    ])
  })
})
