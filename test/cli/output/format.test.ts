import { describe, expect, it } from 'vitest'
import { count, duration, fixed, percent, plural, wrap } from '../../../src/cli/output/format.ts'

describe('figures for people', () => {
  it('rounds, and writes a dash for what is missing', () => {
    expect(fixed(2)(1.005001)).toBe('1.01')
    expect(fixed(2)(-0.001)).toBe('0.00')
    expect(percent(-0.1234)).toBe('-12.3 %')
    expect(count(1234567)).toBe('1,234,567')
    expect([fixed(2)(null), percent(undefined), count(Number.NaN)]).toEqual(['-', '-', '-'])
  })

  it('writes times in the unit that suits them', () => {
    expect([duration(12.4), duration(1_250), duration(125_000)]).toEqual(['12 ms', '1.3 s', '2 min 5 s'])
  })

  it('counts nouns', () => {
    expect([plural(1, 'fold'), plural(5, 'fold')]).toEqual(['1 fold', '5 folds'])
  })

  it('breaks text at blanks, never within a word', () => {
    expect(wrap('one two three', 8)).toBe('one two\nthree')
    expect(wrap('one two three', 7, '  ')).toBe('one two\n  three')
    expect(wrap('extraordinarily long', 5)).toBe('extraordinarily\nlong')
  })
})
