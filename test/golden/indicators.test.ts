import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Bars } from '../../src/core/bars/bars.ts'
import type { Params } from '../../src/core/indicators/define.ts'
import { computeIndicators, resolveIndicator } from '../../src/core/indicators/index.ts'
import { trueRange } from '../../src/core/indicators/series.ts'
import { SeriesCache } from '../../src/core/indicators/seriesCache.ts'

interface GoldenColumn {
  key: string
  params: Params
  compare_from_row: number
  rtol: number
}

interface Golden {
  bars: { first_row: number; end_row: number }
  columns: Record<string, GoldenColumn>
  values: Record<string, (number | null)[]>
}

const golden: Golden = JSON.parse(
  readFileSync(new URL('../fixtures/golden/indicators.json', import.meta.url), 'utf8'),
)
const bars = readBars(golden.bars.first_row, golden.bars.end_row)

/** Flags count sessions, so the plain calendar columns give way to these variants. */
const sessionVariants = ['is_eom', 'is_eoq', 'is_opex']

const plain = Object.keys(golden.columns).filter(
  (name) => !name.includes('__') && !sessionVariants.includes(name),
)

describe('the reference values of the indicators', () => {
  it.each(plain)('are met by %s', (name) => {
    const { column, warmUp } = compute(name, golden.columns[name])
    expectGolden(column, name, warmUp)
  })

  it.each(sessionVariants)('are met by %s, counted in sessions', (name) => {
    const { column } = compute(name, golden.columns[name])
    expectGolden(column, `${name}__session`, 0)
  })

  it('are met by each calendar session of the sample: none is a holiday, and each month ends where it should', () => {
    const sample = readBars(0, 5104)
    const [monthEnd] = computeIndicators(sample, [{ name: 'calendar_flags' }])
    const month = (row: number) => new Date(sample.session[row] * 86_400_000).getUTCMonth()
    for (let row = 0; row + 1 < sample.session.length; row++) {
      expect(monthEnd.values[row], `row ${row}`).toBe(month(row) === month(row + 1) ? 0 : 1)
    }
  })
})

function compute(name: string, { key, params }: GoldenColumn): { column: Float64Array; warmUp: number } {
  if (name === 'true_range') return { column: trueRange(new SeriesCache(bars)).values, warmUp: 0 }
  const spec = { name: key, params }
  const { indicator, params: complete } = resolveIndicator(spec)
  const output = indicator.outputs(complete).indexOf(name)
  expect(output, `${key} has no column ${name}`).toBeGreaterThanOrEqual(0)
  const column = computeIndicators(bars, [spec])[output].values
  return { column, warmUp: indicator.warmUps(complete)[output] }
}

function expectGolden(column: Float64Array, name: string, warmUp: number): void {
  const wanted = golden.values[name]
  const { compare_from_row, rtol } = golden.columns[name]
  const scale = wanted.reduce((largest: number, want) => Math.max(largest, Math.abs(want ?? 0)), 0)
  expect(column.length).toBe(wanted.length)
  for (let row = Math.max(compare_from_row, warmUp); row < wanted.length; row++) {
    const want = wanted[row]
    if (want === null) {
      expect(column[row], `${name} at row ${row}`).toBeNaN()
    } else {
      const off = Math.abs(column[row] - want)
      expect(
        off <= rtol * Math.max(Math.abs(want), scale),
        `${name} at row ${row}: ${column[row]}, not ${want}`,
      ).toBe(true)
    }
  }
}

function readBars(first: number, end: number): Bars {
  const text = readFileSync(new URL('../../packs/sample/sp500-2000.csv', import.meta.url), 'utf8')
  const rows = text
    .trim()
    .split('\n')
    .slice(1 + first, 1 + end)
    .map((line) => line.split(','))
  const field = (column: number) => Float64Array.from(rows, (row) => Number(row[column]))
  const session = Int32Array.from(rows, ([date]) => Date.parse(date) / 86_400_000)
  return {
    ticker: 'SP500',
    cadence: 'daily',
    ts: Float64Array.from(session, (day) => day * 86_400_000 + 21 * 3_600_000),
    session,
    hourEt: null,
    open: field(1),
    high: field(2),
    low: field(3),
    close: field(4),
    volume: field(6),
  }
}
