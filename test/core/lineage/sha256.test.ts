import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sha256 } from '../../../src/core/lineage/sha256.ts'

const ascii = (text: string) => new TextEncoder().encode(text)

describe('sha256', () => {
  it.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
    ['a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
  ])('meets the test vectors of FIPS 180-4', (message, digest) => {
    expect(sha256(ascii(message))).toBe(digest)
  })

  it('agrees with node:crypto at every length around the block borders', () => {
    for (let length = 0; length <= 200; length++) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length) & 255)
      expect(sha256(bytes), `length ${length}`).toBe(createHash('sha256').update(bytes).digest('hex'))
    }
  })

  it('agrees with node:crypto on any bytes, also on a view into a larger buffer', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
        const inside = new Uint8Array(bytes.length + 7)
        inside.set(bytes, 3)
        const view = inside.subarray(3, 3 + bytes.length)
        expect(sha256(view)).toBe(createHash('sha256').update(bytes).digest('hex'))
      }),
    )
  })
})
