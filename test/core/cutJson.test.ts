import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cutJson } from '../../src/core/cutJson.ts'

const limit = 4_096
const size = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

describe('cutJson', () => {
  it('leaves alone what fits', () => {
    const value = { a: ['x'.repeat(3_000)], b: null }
    expect(cutJson(value, limit)).toEqual({ value, bytes: size(value), isCut: false })
    expect(cutJson(undefined, limit)).toEqual({ value: undefined, bytes: 0, isCut: false })
  })

  it('keeps the form, and says how much is left out', () => {
    const { value, bytes, isCut } = cutJson(
      { model_id: 'spx', list: Array.from({ length: 9_000 }, (_, index) => index), text: '𝒳'.repeat(9_000) },
      limit,
    )
    expect([bytes > 70_000, isCut]).toEqual([true, true])
    expect(value).toMatchObject({
      model_id: 'spx',
      list: expect.arrayContaining([0, 1, expect.stringMatching(/^… [\d]+ more$/)]),
      text: expect.stringMatching(/^(𝒳)+… \(18000 characters\)$/u),
    })
  })

  it('fits, whatever it is of', () => {
    const wide = fc.array(fc.jsonValue({ maxDepth: 6 }), { minLength: 200, maxLength: 400 })
    const long = fc.string({ minLength: 5_000, maxLength: 20_000 })
    const names = fc.dictionary(fc.string({ minLength: 100, maxLength: 4_000 }), fc.jsonValue(), {
      minKeys: 40,
    })
    fc.assert(
      fc.property(fc.oneof(wide, long, names), (value) => {
        const cut = cutJson(value, limit)
        expect(size(cut.value)).toBeLessThanOrEqual(limit)
        expect(cut.bytes).toBe(size(value))
        expect(cut.isCut).toBe(cut.bytes > limit)
      }),
      { numRuns: 60 },
    )
  })

  it('goes no deeper than it keeps', () => {
    let deep: unknown = 'x'.repeat(9_000)
    for (let level = 0; level < 2_000; level++) deep = { level, deep }
    const cut = cutJson(deep, limit)
    expect(size(cut.value)).toBeLessThanOrEqual(limit)
    expect(cut.value).toMatchObject({ level: 1_999, deep: { level: 1_998 } })
  })
})
