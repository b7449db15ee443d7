import { describe, expect, it } from 'vitest'
import { parseVariants } from '../../src/contract/sweepVariants.ts'

const sets = ['0.50,0.52', '0.55']

describe('parseVariants', () => {
  it.each([
    { thresholds_variants: sets },
    { threshold_variants: sets },
    { sweep: { thresholds_variants: sets } },
    { sweep: { threshold_variants: sets } },
    { thresholds_variants: [[0.52, 0.5], [0.55]] },
    { sweep: { thresholds_variants: sets }, threshold_variants: sets },
  ])('reads threshold sets from $sweep $thresholds_variants $threshold_variants', (request) => {
    expect(parseVariants(request)).toEqual({
      thresholds: [[0.5, 0.52], [0.55]],
    })
  })

  it.each([
    { hours_variants: ['13,14', ''] },
    { allowed_hours_variants: [[14, 13], []] },
    { sweep: { hours_variants: ['13,14', null] } },
  ])('reads hours sets from %j; an empty one is all hours', (request) => {
    expect(parseVariants(request)).toEqual({ hours: [[13, 14], null] })
  })

  it.each([
    'hours_variants',
    'momentum_gate_variants',
    'splits_variants',
    'calibration_variants',
    'hyperparams_variants',
    'feature_set_variants',
  ])('refuses an empty list of %s, which leaves no variant', (name) => {
    expect(() => parseVariants({ [name]: [] })).toThrow(`${name}: is empty`)
    expect(() => parseVariants({ sweep: { [name]: [] } })).toThrow(`${name}: is empty`)
  })

  it('takes allowed_hours for the one set of hours when there are no sets', () => {
    expect(parseVariants({ allowed_hours: '13,14' })).toEqual({ hours: [[13, 14]] })
    expect(parseVariants({ allowed_hours: null, hours_variants: ['15'] })).toEqual({ hours: [[15]] })
    expect(() => parseVariants({ allowed_hours: '13,14', sweep: { hours_variants: ['15'] } })).toThrow(
      'allowed_hours: cannot stand beside hours_variants',
    )
  })

  it('reads shares as numbers, text, and sets of either, each once', () => {
    expect(parseVariants({ top_pct_variants: [0.1, '0.15', [0.2, 0.1], '0.25,0.30'] })).toEqual({
      topPcts: [0.1, 0.15, 0.2, 0.25, 0.3],
    })
  })

  it('drops a variant that comes twice', () => {
    expect(parseVariants({ thresholds_variants: ['0.5,0.6', '0.60,0.50'] })).toEqual({
      thresholds: [[0.5, 0.6]],
    })
  })

  it('reads splits and embargo from either place', () => {
    expect(parseVariants({ sweep: { splits: 3, embargo: 0.01 } })).toEqual({ splits: 3, embargo: 0.01 })
    expect(parseVariants({ splits: 3 })).toEqual({ splits: 3 })
  })

  it('refuses spellings that differ, and a set without thresholds', () => {
    expect(() => parseVariants({ sweep: { splits: 3 }, splits: 5 })).toThrow(
      'splits: differs from sweep.splits',
    )
    expect(() => parseVariants({ thresholds_variants: ['0.5'], threshold_variants: ['0.6'] })).toThrow(
      'threshold_variants: differs from thresholds_variants',
    )
    expect(() => parseVariants({ thresholds_variants: [''] })).toThrow(
      'thresholds_variants[0]: expected at least one',
    )
  })
})
