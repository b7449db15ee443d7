import { describe, expect, it } from 'vitest'
import { gateCell, gateReasons, verdictWord } from '../../../src/cli/output/gate.ts'
import { painter } from '../../../src/cli/output/paint.ts'

const paint = painter(false)

describe('a gate in plain words', () => {
  it('says a sentence with both numbers for each limit that failed', () => {
    const details = [
      { code: 'min_trades_not_met', limit: 'min_trades', observed: 12, required: 100 },
      { code: 'min_trades_not_met', limit: 'min_trades_per_year', observed: 2.5, required: 30 },
      { code: 'dsr_below_min', limit: 'dsr_min', observed: 0.41, required: 0.9 },
    ]
    const reasons = gateReasons({ pass: false, reasons: ['min_trades_not_met', 'dsr_below_min'], details })
    expect(reasons).toHaveLength(3)
    expect(reasons[0]).toMatch(/12 trades, at least 100/)
    expect(reasons[1]).toMatch(/2\.5 trades a year, at least 30/)
    expect(reasons[2]).toMatch(/41 %, at least 90 %/)
  })

  it('tells the reasons of a backend that gives no details', () => {
    expect(gateReasons({ pass: false, reasons: ['es95_exceeded'] })).toEqual(['es95 exceeded'])
  })

  it('fits a verdict into a cell', () => {
    expect(gateCell({ pass: true, reasons: [] }, paint)).toBe('pass')
    expect(gateCell({ pass: false, reasons: ['max_dd_exceeded', 'min_trades_not_met'] }, paint)).toBe(
      'fail: max dd, min trades',
    )
    expect(verdictWord(null, paint), 'a run without a verdict').toBe('-')
  })
})
