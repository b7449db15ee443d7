import { describe, expect, it } from 'vitest'
import { buildMatrix, previewMatrix } from '../../src/core/matrix/index.ts'
import {
  correlationHeatmap,
  driftHeatmap,
  matrixPlots,
  missingnessHeatmap,
} from '../../src/report/matrixPlots.ts'
import { sampleBars } from '../core/matrix/sampleBars.ts'

const { matrix } = buildMatrix({
  bars: sampleBars,
  indicators: [{ name: 'rsi' }, { name: 'atr' }],
  label: { kind: 'forward', unit: 'bars', horizon: 1 },
})
const preview = previewMatrix(matrix)
const subject = { name: 'spx_eq_swing_daily', window: { start: '2000-01-24', end: '2020-04-17' } }

describe('matrixPlots', () => {
  it('names model, rows and window in each picture', async () => {
    const plots = await matrixPlots(preview, subject)
    for (const svg of Object.values(plots)) {
      expect(svg).toContain('spx_eq_swing_daily: ')
      expect(svg).toContain(`${matrix.ts.length.toLocaleString('en-US')} rows, 2000-01-24 to 2020-04-17`)
    }
  })

  it('shows the figures of the preview', () => {
    expect(correlationHeatmap(preview, subject)).toMatchObject({
      rows: ['ret_fwd', 'rsi_14', 'atr_14'],
      cells: preview.correlation.rho,
    })
    expect(missingnessHeatmap(preview, subject)).toMatchObject({
      rows: ['ret_fwd', 'rsi_14', 'atr_14'],
      columns: preview.missingness.periods.map(({ label }) => label),
    })
    // the average range of 2020 lies furthest from its mean
    const drift = driftHeatmap(preview, subject)
    const largest = preview.drift_summary.columns[1].shift ?? 0
    expect(drift.rows[1]).toBe('atr_14')
    expect(drift.scale.limit).toBeGreaterThanOrEqual(largest)
    expect(drift.scale.limit).toBeLessThan(largest + 0.1)
  })

  it('leaves out what no picture can hold, and says so', () => {
    const many = Array.from({ length: 120 }, (_, i) => ({
      name: `f_${i}`,
      values: matrix.retFwd.map((value, row) => (i === 7 ? value : Math.sin(row * (i + 1)))),
    }))
    const wide = correlationHeatmap(previewMatrix({ ...matrix, features: many }), subject)
    expect(wide.rows).toHaveLength(80)
    expect(wide.rows).toContain('f_7')
    expect(wide.notes).toContain('80 of 121 columns: those that go most with ret_fwd')
  })
})
