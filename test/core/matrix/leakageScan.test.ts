import { describe, expect, it } from 'vitest'
import { buildMatrix, leakageScan } from '../../../src/core/matrix/index.ts'
import { someBars } from '../bars/someBars.ts'

const indicators = [
  { name: 'rsi', params: { period: 5 } },
  { name: 'ema', params: { window: 4 } },
  { name: 'ret' },
]
const bars = noisyBars()
const built = buildMatrix({ bars, indicators, label: { kind: 'forward', unit: 'bars', horizon: 1 } })
const origin = { bars, barOfRow: built.barOfRow, indicators }

/** A random walk, so that no honest feature foresees the next bar. */
function noisyBars() {
  const some = someBars({ sessions: 1200 })
  let state = 12345
  let price = 100
  const close = some.close.map(() => {
    state = (state * 1103515245 + 12345) % 2 ** 31
    price *= 1 + 0.02 * (state / 2 ** 31 - 0.5)
    return price
  })
  return { ...some, close, open: close, high: close, low: close }
}

function withFeature(name: string, values: Float64Array) {
  return { ...built.matrix, features: [...built.matrix.features, { name, values }] }
}

describe('leakageScan', () => {
  it('is green for point-in-time features of a random walk, and never claims that there is no leak', () => {
    const report = leakageScan({ matrix: built.matrix, horizon: 1, origin })
    expect(report).toMatchObject({ verdict: 'green', findings: [] })
    expect(report.correlations.map(({ column }) => column)).toEqual(
      built.matrix.features.map(({ name }) => name),
    )
    expect(report.checked).toContain('computed again from bars cut at 21 places')
    expect(report.checked).toContain('green means that nothing was found')
  })

  it('shows column, row and both values when a value changes with later bars taken away', () => {
    const [rsi, ...rest] = built.matrix.features
    const shifted = rsi.values.map((_, row) => rsi.values[row + 1] ?? Number.NaN)
    const matrix = { ...built.matrix, features: [{ name: rsi.name, values: shifted }, ...rest] }
    const { verdict, findings } = leakageScan({ matrix, horizon: 1, origin })
    expect(verdict).toBe('red')
    expect(findings[0]).toMatchObject({
      check: 'truncation',
      column: rsi.name,
      row: 0,
      value: rsi.values[1],
      value_truncated: rsi.values[0],
      accepted: null,
    })
  })

  it('finds a future return among the features of a foreign file, and says what such a file hides', () => {
    const leaked = built.matrix.retFwd.map((value, row) => value + (row % 2) * 1e-6)
    const { verdict, findings, checked } = leakageScan({
      matrix: withFeature('tomorrow', leaked),
      horizon: 1,
      origin: null,
    })
    expect(verdict).toBe('red')
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({
      check: 'correlation',
      column: 'tomorrow',
      shift: 0,
      verdict: 'red',
      limit: 0.3,
    })
    expect(checked).toContain('whether they used later bars stays hidden')
  })

  it('is yellow between the limits', () => {
    const known = built.matrix.retFwd
    const faint = known.map((value, row) => value + 0.035 * Math.sin(row * row * 0.37 + row))
    const { verdict, findings } = leakageScan({
      matrix: withFeature('faint', faint),
      horizon: 1,
      origin: null,
    })
    expect(findings.map(({ column }) => column)).toEqual(['faint'])
    expect(verdict).toBe('yellow')
  })

  it('looks at the returns of later rows when labels overlap, and never at earlier ones', () => {
    const five = buildMatrix({
      bars,
      indicators: [],
      label: { kind: 'forward', unit: 'bars', horizon: 5 },
    }).matrix
    const ahead = { name: 'ahead', values: five.retFwd.map((_, row) => five.retFwd[row + 4] ?? Number.NaN) }
    const past = { name: 'past', values: five.retFwd.map((_, row) => five.retFwd[row - 5] ?? Number.NaN) }
    const { findings, correlations } = leakageScan({
      matrix: { ...five, features: [ahead, past] },
      horizon: 5,
      origin: null,
    })
    expect(findings).toMatchObject([{ column: 'ahead', shift: 4, verdict: 'red' }])
    const labelled = five.retFwd.filter((value) => !Number.isNaN(value)).length
    expect(correlations[0].m).toBe(Math.floor((labelled - 4) / 5))
    expect(correlations[0].red).toBeCloseTo(5 / Math.sqrt(correlations[0].m), 12)
  })

  it('reports an accepted feature with its reason, but does not let it decide', () => {
    const request = { matrix: withFeature('open_gap', built.matrix.retFwd), horizon: 1, origin: null }
    const { verdict, findings } = leakageScan({ ...request, accepted: { open_gap: 'known at the open' } })
    expect(verdict).toBe('green')
    expect(findings).toMatchObject([{ column: 'open_gap', verdict: 'red', accepted: 'known at the open' }])
  })

  it('leaves features that do not vary without a correlation', () => {
    const flat = withFeature('flat', new Float64Array(built.matrix.ts.length).fill(3))
    expect(leakageScan({ matrix: flat, horizon: 1, origin: null }).correlations.at(-1)).toMatchObject({
      column: 'flat',
      rho: null,
    })
  })
})
