import { describe, expect, it } from 'vitest'
import { buildText } from '../../../src/cli/output/buildText.ts'
import { Output } from '../../../src/cli/output/output.ts'
import { previewText } from '../../../src/cli/output/previewText.ts'
import type { LeakageReport, MatrixPreview } from '../../../src/contract/types.ts'

const green: LeakageReport = { verdict: 'green', findings: [], checked: 'Nothing was found.' }

const preview: MatrixPreview = {
  ok: true,
  rows: 1200,
  labelled_rows: 1199,
  features: ['rsi_14', 'atr_14'],
  label_balance: { pos: 0.54, neg: 0.46 },
  nan_pct: 6,
  qa: {
    ok: true,
    monotonic_time: { ok: true, violations: 0 },
    non_negative_vol: { ok: true, neg_pct: 0, checked: ['atr_14'] },
    session_alignment: { ok: true, off_pct: 0 },
    iv_sanity: { ok: true, out_of_range_pct: 0, checked: [] },
    nan: { warn: ['atr_14'], fail: [] },
  },
  nan_stats: [
    { column: 'rsi_14', nan_pct: 0 },
    { column: 'atr_14', nan_pct: 12 },
  ],
  leakage_flags: [],
  leakage: green,
  coverage_by_hour: [
    { hour: 9, rows: 200 },
    { hour: 10, rows: 1000 },
  ],
  drift_summary: {
    periods: [
      { label: '2019', rows: 600 },
      { label: '2020', rows: 600 },
    ],
    columns: [{ column: 'atr_14', mean: [1, 3], std: [1, 1], z: [-1.2, 1.1], shift: 1.2 }],
  },
  correlation: {
    method: 'spearman',
    columns: ['ret_fwd', 'rsi_14', 'atr_14'],
    rho: [
      [1, -0.07, 0.02],
      [-0.07, 1, -0.4],
      [0.02, -0.4, 1],
    ],
    rows: 1200,
    rows_used: 1200,
    left_out: 0,
    pairs: [{ a: 'rsi_14', b: 'atr_14', rho: -0.4 }],
  },
  warn: ['atr_14'],
  fail: [],
  window: { start: '2019-01-02', end: '2020-12-31' },
}

const output = (columns: number) =>
  new Output({ color: false }, Object.create(process.stdout, { columns: { value: columns } }), process.stderr)

describe('a preview in words', () => {
  it('tells each check, label balance, missing values, hours, correlations, drift and the verdict', () => {
    expect(previewText(preview, output(100))).toBe(
      `1,200 rows from 2019-01-02 to 2020-12-31, 1,199 of them labelled; 2 features
rsi_14, atr_14

check          result  detail
time order     ok      0 rows not after the row before
volume         ok      0.0 % negative in 1 column
session hours  ok      0.0 % of the rows outside 9 to 16
implied vol    ok      no such column
missing        warn    10 % or more: atr_14

labels    54.0 % up, 46.0 % down
missing   atr_14 12.00 %
hours     9: 200, 10: 1,000
alike     rsi_14 and atr_14 -0.40
ret_fwd   rsi_14 -0.07, atr_14 0.02
drift     atr_14 -1.2 sd (2019)

leakage green: nothing flagged
Nothing was found.`,
    )
  })

  it('fits a narrow terminal', () => {
    const many = Array.from({ length: 70 }, (_, i) => `feature_${i}`)
    const wide = { ...preview, features: many, fail: many, qa: { ...preview.qa, ok: false } }
    const lines = previewText(wide, output(60)).split('\n')
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60)
    expect(lines.length).toBeLessThan(50)
    expect(lines.join(' ')).toContain('and 10 more')
  })

  it('tells of a feature that is flagged which values differ, or how strongly it foresees, red ones first', () => {
    const flagged: LeakageReport = {
      verdict: 'red',
      checked: '',
      findings: [
        { column: 'a', verdict: 'yellow', check: 'correlation', rho: 0.2, limit: 0.15, m: 900, shift: 2 },
        {
          column: 'b',
          verdict: 'red',
          check: 'truncation',
          session: '2004-03-04',
          value: 51.647944,
          value_truncated: null,
        },
        {
          column: 'c',
          verdict: 'red',
          check: 'correlation',
          rho: 0.9,
          limit: 0.3,
          m: 900,
          accepted: 'known at the open',
        },
      ],
    }
    const text = previewText({ ...preview, leakage: flagged }, output(120))
    expect(text).toContain(`leakage red: 3 features flagged
  red b, at 2004-03-04: 51.6479 with later bars at hand, missing without
  yellow a, rank correlation 0.20 with ret_fwd of 2 rows later (limit 0.15, 900 independent labels)
  red c, rank correlation 0.90 with ret_fwd (limit 0.30, 900 independent labels); accepted: known at the open`)
  })
})

describe('a build in words', () => {
  it('tells the verdict also when nothing was flagged', () => {
    const run = {
      id: '1',
      ok: true,
      run_id: '1',
      pack_id: 'p',
      model_id: 'm',
      status: 'completed',
      created_at: '2024-06-03T13:30:00Z',
      deduplicated: false,
      leakage: green,
    } as const
    expect(buildText(run, output(100))).toContain('leakage green: nothing flagged')
  })
})
