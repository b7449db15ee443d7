import { describe, expect, it } from 'vitest'
import { buildMatrix, type Matrix, matrixMeta, previewMatrix } from '../../../src/core/matrix/index.ts'
import { someBars } from '../bars/someBars.ts'

const nextBar = { kind: 'forward', unit: 'bars', horizon: 1 } as const
const built = buildMatrix({
  bars: someBars({ sessions: 800 }),
  indicators: [{ name: 'ret' }],
  label: nextBar,
})

function withFeatures(features: Record<string, number[]>): Matrix {
  const rows = 10
  return {
    ticker: 'TEST',
    ts: Float64Array.from({ length: rows }, (_, i) => i),
    session: Int32Array.from({ length: rows }, (_, i) => 18000 + i),
    hourEt: null,
    features: Object.entries(features).map(([name, values]) => ({
      name,
      values: Float64Array.from({ length: rows }, (_, row) => values[row % values.length]),
    })),
    retFwd: Float64Array.from({ length: rows }, (_, row) =>
      row === 9 ? Number.NaN : row % 3 === 0 ? 0 : -0.01,
    ),
    labelEnd: Float64Array.from({ length: rows }, (_, i) => i + 1),
    target: null,
    event: null,
  }
}

describe('previewMatrix', () => {
  it('counts rows and classes, and finds nothing wrong with a sound matrix', () => {
    const preview = previewMatrix(withFeatures({ rsi_14: [30, 70] }))
    expect(preview).toMatchObject({
      ok: true,
      rows: 10,
      labelled_rows: 9,
      features: ['rsi_14'],
      coverage_by_hour: [],
    })
    // rows 0, 3 and 6 returned exactly 0, which counts as up
    expect(preview.label_balance).toEqual({ 0: { rows: 6, pct: 66.667 }, 1: { rows: 3, pct: 33.333 } })
    expect(preview.nan_pct).toEqual({ rsi_14: 0, ret_fwd: 10 })
  })

  it('warns of features missing in 10 % of rows and fails at 30 %, but spares the unlabelled tail', () => {
    const one = [Number.NaN, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    const three = [Number.NaN, Number.NaN, Number.NaN, 1, 1, 1, 1, 1, 1, 1]
    const preview = previewMatrix(withFeatures({ one, three }))
    expect(preview.qa.nan).toEqual({ warn: ['one'], fail: ['three'] })
    expect(preview.ok).toBe(false)
  })

  it('wants volumes, volatilities and average ranges not negative, but leaves z-scores and other names alone', () => {
    const negative = [-1, 1]
    const sound = withFeatures({
      vol_zscore_20: negative,
      vol_z: negative,
      revolve: negative,
      pcr_volume: [1],
      vol_change: negative,
    })
    expect(previewMatrix(sound).qa.non_negative_vol).toEqual({
      ok: true,
      neg_pct: 0,
      checked: ['pcr_volume'],
    })
    const wrong = withFeatures({ atr_14: [1, 2], close_vol_3: [-1, 1] })
    expect(previewMatrix(wrong).qa.non_negative_vol).toEqual({
      ok: false,
      neg_pct: 25,
      checked: ['atr_14', 'close_vol_3'],
    })
  })

  it.each([
    'vol_zscore',
    'vol_zscore_20',
    'volume_z20',
    'vol_mom_5',
    'log_volume',
    'volume_imbalance',
    'imbalance',
    'dealer_sold_premium_imbalance',
    'atm_imbalance',
    'iv_realized_spread_20',
    'div_eod',
    'iv_skew_25d',
    'iv_term_slope',
    'atm_iv_zscore',
    'atm_iv_open_delta',
    'iv_rank_52w',
    'iv_percentile_52w',
    'iv_smile_wings',
  ])('raises no alarm about %s, which may be negative or beyond 5', (name) => {
    const { qa, ok } = previewMatrix(withFeatures({ [name]: [-7, 7] }))
    expect(qa.non_negative_vol).toMatchObject({ ok: true, checked: [] })
    expect(qa.iv_sanity).toMatchObject({ ok: true, checked: [] })
    expect(ok).toBe(true)
  })

  it.each([
    'volume',
    'close_vol_3',
    'atr_14',
    'pcr_volume',
    'calls_sold_d-3',
    'puts_sold_total',
    'calls_premium_d0',
    'puts_premium_total',
    'atm_calls',
    'realized_volatility_20',
  ])('wants %s not negative', (name) => {
    expect(previewMatrix(withFeatures({ [name]: [-7, 7] })).qa.non_negative_vol).toEqual({
      ok: false,
      neg_pct: 50,
      checked: [name],
    })
  })

  it.each([
    'iv',
    'atm_iv',
    'atm_iv_eod',
    'atm_iv_open',
    'implied_vol',
    'call_iv',
    'iv_30d',
    'implied_volatility_30',
  ])('wants %s between 0 and 5', (name) => {
    expect(previewMatrix(withFeatures({ [name]: [0.2, 7] })).qa.iv_sanity).toEqual({
      ok: false,
      out_of_range_pct: 50,
      checked: [name],
    })
  })

  it('checks implied volatilities by exact name only', () => {
    const names = {
      div_eod: [-1],
      iv_realized_spread_20: [-1],
      iv_skew_25d: [-1],
      iv_term_slope: [-9],
      atm_iv_eod: [0.2],
    }
    expect(previewMatrix(withFeatures(names)).qa.iv_sanity).toEqual({
      ok: true,
      out_of_range_pct: 0,
      checked: ['atm_iv_eod'],
    })
    const wild = withFeatures({ implied_vol: [0.2, 6] })
    expect(previewMatrix(wild).qa.iv_sanity).toEqual({
      ok: false,
      out_of_range_pct: 50,
      checked: ['implied_vol'],
    })
  })

  it('counts times that do not increase', () => {
    const matrix = withFeatures({ a: [1] })
    matrix.ts.set([5, 5, 4], 3)
    expect(previewMatrix(matrix).qa.monotonic_time).toEqual({ ok: false, violations: 2 })
  })

  it('wants hours from 9 to 16 and counts rows by hour', () => {
    const matrix = { ...withFeatures({ a: [1] }), hourEt: Int8Array.of(9, 9, 10, 10, 11, 11, 12, 12, 16, 17) }
    const { qa, coverage_by_hour } = previewMatrix(matrix)
    expect(qa.session_alignment).toEqual({ ok: false, off_pct: 10 })
    expect(coverage_by_hour[0]).toEqual({ hour: 9, rows: 2, labelled: 2 })
    expect(coverage_by_hour.at(-1)).toEqual({ hour: 17, rows: 1, labelled: 0 })
  })

  it('counts the classes of a target', () => {
    const matrix = {
      ...withFeatures({ a: [1] }),
      target: ['UP', 'UP', 'DOWN', '', 'FLAT', 'UP', '', '', '', ''],
    }
    expect(previewMatrix(matrix)).toMatchObject({
      labelled_rows: 5,
      label_balance: { DOWN: { rows: 1, pct: 20 }, FLAT: { rows: 1, pct: 20 }, UP: { rows: 3, pct: 60 } },
    })
  })

  it('summarises drift by calendar year over three years and more, else by tenths', () => {
    const years = previewMatrix(built.matrix).drift_summary
    expect(years.periods.map(({ label }) => label)).toEqual(['2020', '2021', '2022', '2023'])
    expect(years.periods.reduce((sum, { rows }) => sum + rows, 0)).toBe(built.matrix.ts.length)
    expect(years.columns.map(({ column }) => column)[0]).toBe('ret_fwd')

    const tenths = previewMatrix(
      withFeatures({ steady: [5], rising: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] }),
    ).drift_summary
    expect(tenths.periods).toHaveLength(10)
    expect(tenths.columns[1]).toMatchObject({ column: 'rising', mean: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] })
    expect(tenths.columns[1].shift).toBeCloseTo(4.5 / Math.sqrt(8.25), 12)
    expect(tenths.columns[1].z[0]).toBeCloseTo(-4.5 / Math.sqrt(8.25), 12)
    expect(tenths.columns[2]).toMatchObject({ column: 'steady', shift: null })
  })
})

describe('matrixMeta', () => {
  it('describes the matrix in the spelling of the API', () => {
    const meta = matrixMeta(built.matrix, {
      sha: 'f'.repeat(64),
      sources: ['sample'],
      dropped: built.dropped,
      warnings: built.warnings,
    })
    expect(meta).toMatchObject({
      matrix_sha: 'f'.repeat(64),
      ticker: 'TEST',
      rows: 799,
      labelled_rows: 798,
      window: { start: '2020-01-07' },
      sources: ['sample'],
      dropped: { warm_up: 1, hours: 0, no_decision: 0 },
    })
  })
})
