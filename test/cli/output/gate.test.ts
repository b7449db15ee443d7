import { describe, expect, it } from 'vitest'
import { gateCell, gateReasons, verdictWord } from '../../../src/cli/output/gate.ts'
import { painter } from '../../../src/cli/output/paint.ts'

const paint = painter(false)

describe('a gate in plain words', () => {
  it('tells the sentences of the backend', () => {
    const plain = ['It made 12 trades, at least 100 are required.']
    expect(gateReasons({ pass: false, reasons: ['min_trades_not_met'], plain })).toEqual(plain)
  })

  it('tells the codes of a backend that has no sentences', () => {
    expect(gateReasons({ pass: false, reasons: ['es95_exceeded'] })).toEqual(['es95 exceeded'])
  })

  it('fits a verdict into a cell', () => {
    expect(gateCell({ pass: true, reasons: [] }, paint)).toBe('✓ pass')
    expect(gateCell({ pass: false, reasons: ['max_dd_exceeded', 'min_trades_not_met'] }, paint)).toBe(
      '✗ fail: max dd, min trades',
    )
    expect(verdictWord(null, paint), 'a run without a verdict').toBe('-')
  })
})
