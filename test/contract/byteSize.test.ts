import { expect, it } from 'vitest'
import { byteSizeText, parseByteSize } from '../../src/contract/byteSize.ts'

it.each([
  ['4GB', 4e9],
  ['512 MB', 512e6],
  ['1.5gb', 1.5e9],
  ['2GiB', 2 ** 31],
  ['1000', 1_000],
  ['10 b', 10],
])('reads %s', (text, bytes) => {
  expect(parseByteSize(text)).toBe(bytes)
})

it.each(['', 'GB', '4 gigs', '-1GB', '1e3', '0', '0.2', '9999999TB', '4GB5'])(
  'takes %j for no size',
  (text) => {
    expect(parseByteSize(text)).toBeUndefined()
  },
)

it.each([
  [812, '812 B'],
  [4_100, '4.1 kB'],
  [2.3e6, '2.3 MB'],
  [9e15, '9000.0 TB'],
])('writes %d as %s', (bytes, text) => {
  expect(byteSizeText(bytes)).toBe(text)
})
