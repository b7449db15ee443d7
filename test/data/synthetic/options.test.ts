import { describe, expect, it } from 'vitest'
import { parseSyntheticName, syntheticSource } from '../../../src/data/synthetic/source.ts'

const defaults = { seed: 1, edge: 0, volatility: 0.16, drift: 0 }

describe('parseSyntheticName', () => {
  it.each([
    ['synthetic', {}],
    ['synthetic:seed=7,edge=0.3', { seed: 7, edge: 0.3 }],
    ['synthetic: edge = -1 , drift=.05', { edge: -1, drift: 0.05 }],
    ['synthetic:volatility=0.3', { volatility: 0.3 }],
  ])('reads %s', (name, changed) => {
    expect(parseSyntheticName(name)).toEqual({ ...defaults, ...changed })
  })

  it.each([
    ['synthetic:sed=7', 'unknown key "sed" of synthetic; did you mean "seed"?'],
    ['synthetic:Edge=0.3', 'unknown key "Edge" of synthetic; did you mean "edge"?'],
    ['synthetic:', 'unknown key ""'],
    ['synthetic:seed', 'seed: expected a whole number from 0 to 9007199254740991, got ""'],
    ['synthetic:seed=1.5', 'got "1.5"'],
    ['synthetic:seed=-1', 'got "-1"'],
    ['synthetic:edge=1.01', 'edge: expected a number from -1 to 1, got "1.01"'],
    ['synthetic:edge=0x1', 'got "0x1"'],
    ['synthetic:edge=', 'got ""'],
    ['synthetic:volatility=0', 'volatility: expected a number from 0.01 to 0.6'],
    ['synthetic:drift=1', 'drift: expected a number from -0.2 to 0.2'],
    ['synthetic:seed=1,seed=2', 'seed is given twice'],
    ['syntetic', 'expected synthetic, got "syntetic"'],
  ])('refuses %s', (name, message) => {
    expect(() => parseSyntheticName(name)).toThrow(message)
    expect(() => parseSyntheticName(name)).toThrow(expect.objectContaining({ code: 'INVALID_PARAM' }))
  })

  it('lists every fault at once', () => {
    expect(() => parseSyntheticName('synthetic:sede=1,edge=2')).toThrow(
      expect.objectContaining({
        details: {
          field_errors: [
            { field: 'source', issue: 'unknown key "sede" of synthetic; did you mean "seed"?' },
            { field: 'source', issue: 'edge: expected a number from -1 to 1, got "2"' },
          ],
        },
      }),
    )
  })
})

describe('syntheticSource', () => {
  it('refuses options out of bounds', () => {
    expect(() => syntheticSource({ edge: 2 })).toThrow('edge: expected a number from -1 to 1, got "2"')
    expect(() => syntheticSource({ seed: Number.NaN })).toThrow('got "NaN"')
  })
})
