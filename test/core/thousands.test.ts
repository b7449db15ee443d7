import fc from 'fast-check'
import { expect, it } from 'vitest'
import { thousands } from '../../src/core/thousands.ts'

it('writes whole numbers as English does', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      expect(thousands(value)).toBe(value.toLocaleString('en-US'))
    }),
  )
  expect([0, 7, 999, 1_000, -999, -1_000, 1e15].map(thousands)).toEqual([
    '0',
    '7',
    '999',
    '1,000',
    '-999',
    '-1,000',
    '1,000,000,000,000,000',
  ])
})
