import { describe, expect, it } from 'vitest'
import { setRequest } from '../../src/cli/commands/policy.ts'

const model = { modelId: 'm', packId: undefined }
const execution = { slippage_bps: 1, size_by_conf: false }

describe('the request of policy set', () => {
  it('is the whole policy with the named settings changed', () => {
    const before = { name: 'p', risk: { max_drawdown: 0.2 }, execution, alerting: {} }
    expect(
      setRequest(before, { slippage_bps: 2, conf_cap: 0.8 }, { modelId: 'm', packId: 'zerosigma' }),
    ).toEqual({
      model_id: 'm',
      pack_id: 'zerosigma',
      policy: { ...before, execution: { slippage_bps: 2, size_by_conf: false, conf_cap: 0.8 } },
    })
    expect(before.execution, 'the policy that was read stays as it was').toEqual({
      slippage_bps: 1,
      size_by_conf: false,
    })
  })

  it('keeps the shape of a policy whose keys stand below policy', () => {
    const before = { version: 3, policy: { execution, risk: {} } }
    expect(setRequest(before, { size_by_conf: true }, model)?.policy).toEqual({
      version: 3,
      policy: { execution: { slippage_bps: 1, size_by_conf: true }, risk: {} },
    })
  })

  it('makes the settings of a policy that has none', () => {
    expect(setRequest({}, { momentum_gate: true }, model)?.policy).toEqual({
      execution: { momentum_gate: true },
    })
  })

  it('is nothing when the policy says so already', () => {
    expect(setRequest({ execution }, { slippage_bps: 1, size_by_conf: false }, model)).toBeUndefined()
  })

  it('is sent when one of several differs', () => {
    expect(setRequest({ execution }, { slippage_bps: 1, size_by_conf: true }, model)).toMatchObject({
      policy: { execution: { slippage_bps: 1, size_by_conf: true } },
    })
  })
})
