import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalJson, sha256OfJson } from '../../../src/core/lineage/canonicalJson.ts'

describe('canonicalJson', () => {
  it('sorts keys at every depth and leaves out spaces', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 'ü' }], a: null })).toBe('{"a":null,"b":[{"c":"ü","d":1}]}')
  })

  it('does not depend on the order in which keys were set', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const reversed = Object.fromEntries(Object.entries(value).reverse())
        expect(canonicalJson(reversed)).toBe(canonicalJson(value))
      }),
    )
  })

  it('reads back as the value that went in', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value))
        expect(JSON.parse(canonicalJson(plain))).toEqual(plain)
      }),
    )
  })

  it('takes an undefined property as absent and -0 as 0', () => {
    expect(canonicalJson({ a: undefined, b: -0 })).toBe('{"b":0}')
  })

  it.each([
    [{ a: [Number.NaN] }, 'Expected a finite number at $.a[0], got NaN'],
    [{ a: Number.POSITIVE_INFINITY }, 'Expected a finite number at $.a, got Infinity'],
    [{ a: new Date(0) }, 'Expected a JSON value at $.a, got Date'],
    [[undefined], 'Expected a JSON value at $[0], got undefined'],
    [{ a: Float64Array.of(1) }, 'Expected a JSON value at $.a, got Float64Array'],
  ])('refuses what JSON has no form for and says where', (value, message) => {
    expect(() => canonicalJson(value)).toThrow(message)
  })
})

describe('sha256OfJson', () => {
  it('hashes the UTF-8 bytes of the canonical text', () => {
    // printf '{"a":"ü"}' | sha256sum
    expect(sha256OfJson({ a: 'ü' })).toBe('fd621823002706e24604cb868a9f4f8850d6f01fb5040d49ba050482e1472437')
  })
})
