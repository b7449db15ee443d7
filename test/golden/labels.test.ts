import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { sliceBars } from '../../src/core/bars/window.ts'
import {
  binaryTarget,
  classBand,
  classify,
  computeLabel,
  type LabelSpec,
} from '../../src/core/labels/index.ts'
import { readBarsCsv } from '../../src/data/barsCsv.ts'

interface GoldenLabel {
  forward_return: (number | null)[]
  label_end_index?: (number | null)[]
  horizon: number
  k_sigma?: number
  threshold?: number
  label_k_sigma?: (string | null)[]
  fixed_bp?: number
  label_fixed_bp?: (string | null)[]
  binary_up_at_0?: (number | null)[]
  band?: number
  label_band?: (string | null)[]
}

const golden: {
  bars: { first_row: number; end_row: number }
  train_rows: number
  labels: Record<string, GoldenLabel>
} = JSON.parse(readFileSync('test/fixtures/golden/labels.json', 'utf8'))
const csv = readFileSync('packs/sample/sp500-2000.csv')
const bars = sliceBars(
  readBarsCsv(csv, { ticker: 'SPX', cadence: 'daily' }),
  golden.bars.first_row,
  golden.bars.end_row,
)

const specs: [string, LabelSpec][] = [
  ['next_bar', { kind: 'forward', unit: 'bars', horizon: 1 }],
  ['fwd_ret_5d', { kind: 'forward', unit: 'sessions', horizon: 5 }],
  ['fwd_ret_20d', { kind: 'forward', unit: 'sessions', horizon: 20 }],
  ['close_to_open', { kind: 'close_to_open' }],
]

describe.each(specs)('the golden label %s', (name, spec) => {
  const want = golden.labels[name]
  const { retFwd, labelEndRow } = computeLabel(bars, spec)

  it('has the same forward returns, to 1e-12', () => {
    const scale = Math.max(...want.forward_return.map((value) => Math.abs(value ?? 0)))
    want.forward_return.forEach((value, row) => {
      if (value === null) expect(retFwd[row], `row ${row}`).toBeNaN()
      else expect(Math.abs(retFwd[row] - value), `row ${row}`).toBeLessThanOrEqual(1e-12 * scale)
    })
  })

  it('ends at the same rows', () => {
    const ends =
      want.label_end_index ??
      want.forward_return.map((value, row) => (value === null ? null : row + want.horizon))
    expect([...labelEndRow]).toEqual(ends.map((row) => row ?? -1))
  })

  it('has the same classes', () => {
    if (want.label_k_sigma && want.k_sigma !== undefined && want.threshold !== undefined) {
      const inTraining = retFwd.filter(
        (_, row) => labelEndRow[row] >= 0 && labelEndRow[row] < golden.train_rows,
      )
      const band = classBand(inTraining, { kind: 'k_sigma', k: want.k_sigma })
      expect(Math.abs(band / want.threshold - 1)).toBeLessThanOrEqual(1e-12)
      expect(classify(retFwd, band)).toEqual(want.label_k_sigma)
    }
    if (want.label_fixed_bp && want.fixed_bp !== undefined) {
      const band = classBand(retFwd, { kind: 'fixed_bp', bp: want.fixed_bp })
      expect(classify(retFwd, band)).toEqual(want.label_fixed_bp)
    }
    if (want.label_band && want.band !== undefined)
      expect(classify(retFwd, want.band)).toEqual(want.label_band)
    if (want.binary_up_at_0) {
      expect([...binaryTarget(retFwd)]).toEqual(want.binary_up_at_0.map((y) => y ?? Number.NaN))
    }
    expect(want.label_k_sigma ?? want.label_band).toBeDefined()
  })
})
