import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDecimal } from '../../src/data/decimal.ts'

function read(text: string): number | undefined {
  const bytes = new TextEncoder().encode(`,${text},`)
  return parseDecimal(bytes, 1, bytes.length - 1)
}

describe('parseDecimal', () => {
  it.each([
    ['0', 0],
    ['-0', -0],
    ['+1.5', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['0000000000000000000000000012.50', 12.5],
    ['1455.219971', 1455.219971],
    ['0.0383446682371019', 0.0383446682371019],
    ['-0.0009556782380377721', -0.0009556782380377721],
    ['1e-7', 1e-7],
    ['6.02E23', 6.02e23],
    ['9007199254740993', 9007199254740992],
    ['123456789012345678901234567890', 123456789012345680000000000000],
    ['1.7976931348623157e308', 1.7976931348623157e308],
  ])('reads %s', (text, value) => {
    expect(read(text)).toBe(value)
  })

  it.each([
    '',
    '-',
    '.',
    '1.2.3',
    '1e',
    'e5',
    '1,5',
    '0x10',
    'NaN',
    'Infinity',
    '1e999',
    '12a',
    '--1',
    '1 2',
    '1_000',
  ])('refuses %j', (text) => {
    expect(read(text)).toBeUndefined()
  })

  it('reads back every finite double that JavaScript writes, bit by bit', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(read(Object.is(value, -0) ? '-0' : String(value))).toBe(value)
      }),
      { numRuns: 2000 },
    )
  })

  it('rounds as Number does, whatever the number of digits before and after the point', () => {
    const digits = (max: number) => fc.stringMatching(new RegExp(`^[0-9]{1,${max}}$`))
    fc.assert(
      fc.property(digits(12), digits(14), (whole, fraction) => {
        expect(read(`${whole}.${fraction}`)).toBe(Number(`${whole}.${fraction}`))
      }),
      { numRuns: 5000 },
    )
  })

  it('rounds decimal numbers halfway between two doubles to the even one', () => {
    expect(read('4503599627370497.5')).toBe(4503599627370498)
    expect(read('4503599627370496.5')).toBe(4503599627370496)
    expect(read('9007199254740995')).toBe(9007199254740996)
  })
})
