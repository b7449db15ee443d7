import { describe, expect, it } from 'vitest'
import document from '../../src/contract/generated/openapi.json' with { type: 'json' }
import { hyperparamBounds } from '../../src/contract/hyperparamRanges.ts'

describe('the bounds of what is drawn', () => {
  const { Hyperparams, HyperparamRanges } = document.components.schemas

  it('are those of hyperparameters, for every name that has a range', () => {
    const named: Record<string, object> = Hyperparams.properties
    expect(Object.keys(hyperparamBounds).sort()).toEqual(Object.keys(HyperparamRanges.properties).sort())
    for (const [name, { least, most, whole }] of Object.entries(hyperparamBounds)) {
      const bounds: Record<string, unknown> = { ...named[name] }
      expect(bounds.type, name).toBe(whole ? 'integer' : 'number')
      expect(bounds.maximum ?? Number.MAX_VALUE, name).toBe(most)
      expect(bounds.minimum ?? Number.MIN_VALUE, name).toBe(least)
    }
  })
})
