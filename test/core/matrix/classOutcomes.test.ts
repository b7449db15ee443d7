import { describe, expect, it } from 'vitest'
import { classOutcomes } from '../../../src/core/matrix/classOutcomes.ts'

const columns = (target: string[]) => classOutcomes(target).map(({ name, values }) => [name, [...values]])

describe('classOutcomes', () => {
  it('orders numbers and directions, whatever their case', () => {
    expect(columns(['1', '-1', '', '0'])).toEqual([['target', [1, -1, Number.NaN, 0]]])
    expect(columns(['UP', 'FLAT', 'DOWN'])).toEqual([['target', [1, 0, -1]]])
    expect(columns(['down', 'up'])).toEqual([['target', [-1, 1]]])
  })

  it('tells two classes of any name apart, and of more each from all others', () => {
    expect(columns(['no', 'yes', 'no'])).toEqual([['target', [0, 1, 0]]])
    expect(columns(['a', 'b', 'c', ''])).toEqual([
      ['a', [1, 0, 0, Number.NaN]],
      ['b', [0, 1, 0, Number.NaN]],
      ['c', [0, 0, 1, Number.NaN]],
    ])
  })
})
