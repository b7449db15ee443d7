import { describe, expect, it } from 'vitest'
import { failuresOf } from '../../src/assistant/records/failure.ts'

const code = 'min_trades_not_met'

describe('why a gate did not pass a run', () => {
  it('is told limit by limit, also where two give one reason', () => {
    const details = [
      { code, limit: 'min_trades', observed: 7, required: 30 },
      { code, limit: 'min_trades_per_year', observed: 3.5, required: 10 },
    ]
    const failures = failuresOf({ pass: false, reasons: [code], details })
    expect(failures.map(({ limit, sentence }) => [limit, sentence])).toEqual([
      ['min_trades', expect.stringContaining('7 trades, at least 30 are required')],
      ['min_trades_per_year', expect.stringContaining('3.5 trades a year, at least 10 are required')],
    ])
  })

  it('has a reason without its numbers where they were not kept', () => {
    const sentence = 'min trades not met'
    expect(failuresOf({ pass: false, reasons: [code], details: [] })).toEqual([{ reason: code, sentence }])
    expect(failuresOf({ pass: false, reasons: [code] })).toEqual([{ reason: code, sentence }])
  })

  it.each([
    [null],
    [undefined],
    ['failed'],
    [[]],
    [{ pass: true, reasons: [], details: [] }],
    [{ reasons: 'x' }],
  ])('is nothing of %j', (gate) => expect(failuresOf(gate)).toEqual([]))
})
