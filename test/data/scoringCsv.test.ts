import { describe, expect, it } from 'vitest'
import { runSteps } from '../../src/core/steps.ts'
import { readScoringCsv } from '../../src/data/scoringCsv.ts'

const read = (text: string, features: string[], time?: string) =>
  runSteps(readScoringCsv(new TextEncoder().encode(text), { features, ...(time !== undefined && { time }) }))

describe('readScoringCsv', () => {
  it('reads the features in the order asked for, and passes over the rest', () => {
    const { rows, ts, columns, warnings } = read('b,note,a,ret_fwd\n1,x,2,?\n3,y,,?\n', ['a', 'b'])
    expect(rows).toBe(2)
    expect(columns).toEqual([Float64Array.of(2, Number.NaN), Float64Array.of(1, 3)])
    expect(ts).toBeNull()
    expect(warnings.join()).toMatch(/no time column/)
  })

  it('keeps rows where they stand, whatever their times, equal ones included', () => {
    const { ts, columns } = read('date,a\n2020-01-03,1\n2020-01-02,2\n2020-01-02,3\n', ['a'])
    expect([...columns[0]]).toEqual([1, 2, 3])
    const [first, second, third] = ts ?? []
    expect(first).toBe(Date.parse('2020-01-03T21:00:00Z'))
    expect(second).toBe(third)
  })

  it('takes a column without a single time for no time, and a feature for a feature', () => {
    expect(read('time,a\n0,1\n17.5,2\n', ['a']).ts).toBeNull()
    expect(read('ts,a\n20200102,1\n', ['ts', 'a']).ts).toBeNull()
    expect(read('when,a\n20200102,1\n', ['a'], 'when').ts).not.toBeNull()
  })

  it('finds a feature under its prefix', () => {
    expect(read('feature:a\n4\n', ['a']).columns).toEqual([Float64Array.of(4)])
  })

  it('names every missing feature with the nearest column that is none', () => {
    expect(() => read('f1,f_2\n1,2\n', ['f1', 'f2', 'zzz'])).toThrow(
      /f2: the model needs this feature.*did you mean "f_2".*zzz: the model needs/,
    )
    expect(() => read('a\n1\n', ['a'], 'when')).toThrow(/no column "when"/)
  })

  it('refuses text in a feature with its line, and a file without rows', () => {
    expect(() => read('a\n1\nx\n', ['a'])).toThrow('a (line 3): expected a number, got "x"')
    expect(() => read('a\n', ['a'])).toThrow(expect.objectContaining({ code: 'UNPROCESSABLE' }))
  })
})
