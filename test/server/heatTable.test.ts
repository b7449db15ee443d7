import { describe, expect, it } from 'vitest'
import type { SweepRow } from '../../src/contract/types.ts'
import { heatTable } from '../../src/server/ui/heatTable.ts'

let rows = 0
function variant(value: string, hours: string | null, score: number | null, pass = false): SweepRow {
  const id = `run${++rows}`
  return {
    id,
    pack_id: 'p',
    model_id: 'm',
    kind: 'thr',
    config: { kind: 'thr', value, allowed_hours: hours },
    metrics: {},
    lineage: { matrix_sha: 'a', config_sha: 'b', policy_sha: null, risk_profile: 'balanced', risk_sha: 'c' },
    gate: { pass, reasons: pass ? [] : ['min_trades_not_met'] },
    score,
    created_at: '2024-06-03T13:30:00Z',
  }
}

/** The cells of a row: class and text, without markup. */
function cellsOf(text: string, rule: string): string[] {
  const [, line = ''] = new RegExp(`<th scope="row">${rule}</th>(.*)</tr>`).exec(text) ?? []
  return [...line.matchAll(/<td class="(\w+)">(.*?)<\/td>/g)].map(
    ([, look, body]) => `${look} ${body.replaceAll(/<[^>]*>/g, '')}`,
  )
}

describe('a heat map', () => {
  const { text } = heatTable(
    'Score by thresholds and hours',
    [
      variant('0.50', '10,11', 2, true),
      variant('0.50', '9', 0.1),
      variant('0.50', '9', -3),
      variant('0.6', '10,11', -2),
      variant('0.6', null, null),
    ],
    'score',
  )

  it('has thresholds down and hours across, each in the order of its numbers', () => {
    expect([...text.matchAll(/<th scope="col">([^<]+)</g)].map(([, head]) => head)).toEqual([
      'Thresholds',
      'all hours',
      'hours 9',
      'hours 10,11',
    ])
    expect([...text.matchAll(/<th scope="row">([^<]+)</g)].map(([, head]) => head)).toEqual(['0.50', '0.6'])
  })

  it('shows the first of the variants of a cell, coloured from the least below zero to the most above', () => {
    expect(cellsOf(text, '0.50')).toEqual([
      'none –undefined: the sweep has no such variant',
      'diverging3 0.10',
      'diverging5 ✓ 2.00',
    ])
    expect(cellsOf(text, '0.6').at(-1)).toBe('diverging1 -2.00')
    expect(text).toContain('title="fails its gate; the best of 2 variants"')
  })

  it('leaves a figure that is undefined without a colour', () => {
    expect(cellsOf(text, '0.6')[0]).toBe('none – undefined')
  })

  it('has one colour where all figures are nothing', () => {
    const flat = heatTable('Score', [variant('0.5', '9', 0), variant('0.6', '9', 0)], 'score')
    expect(cellsOf(flat.text, '0.5')).toEqual(['diverging3 0.00'])
  })
})
