import { describe, expect, it } from 'vitest'
import type { Bars } from '../../../src/core/bars/bars.ts'
import { computeFeatures } from '../../../src/core/matrix/features.ts'
import { buildMatrix, leakageScan } from '../../../src/core/matrix/index.ts'
import type { Matrix } from '../../../src/core/matrix/matrix.ts'
import { ranks, shiftedCorrelation } from '../../../src/core/matrix/rankCorrelation.ts'
import { valuesAt } from '../../../src/core/matrix/spreadRows.ts'
import { someBars } from '../bars/someBars.ts'
import { sampleBars } from './sampleBars.ts'

/** What a leak makes of an honest feature, with whatever bars there are. */
type Leak = (values: Float64Array, bars: Bars) => Float64Array

const known = (values: Float64Array): Float64Array => values.filter((value) => !Number.isNaN(value))
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

const shiftedBy =
  (bars: number): Leak =>
  (values) =>
    values.map((_, row) => values[row + bars] ?? Number.NaN)

/** Mean of a value and its `half` neighbours on both sides; at the end of those that are there. */
const centredMean =
  (half: number): Leak =>
  (values) =>
    values.map((_, row) => mean(known(values.subarray(Math.max(0, row - half), row + half + 1))))

const wholeSampleZ: Leak = (values) => {
  const centre = mean(known(values))
  const spread = Math.sqrt(mean(known(values).map((value) => (value - centre) ** 2)))
  return values.map((value) => (value - centre) / spread)
}

const wholeSampleMinMax: Leak = (values) => {
  const sorted = known(values).sort()
  const [low, high] = [sorted[0], sorted[sorted.length - 1]]
  return values.map((value) => (value - low) / (high - low))
}

const backFilled: Leak = (values) => {
  const first = values.findIndex((value) => !Number.isNaN(value))
  return values.map((value, row) => (row < first ? values[first] : value))
}

/** Features whose first column leaks. */
function leaking(leak: Leak): typeof computeFeatures {
  return (bars, specs, rule, market) => {
    const { raw } = computeFeatures(bars, specs, rule, market)
    const [{ name, values }, ...honest] = raw
    const columns = [{ name, values: leak(values, bars) }, ...honest]
    return { columns: filledOnce(columns), raw: columns, warmUp: 0, interiorMissing: [] }
  }
}

/** As every build does, which hides the end of a shifted column. */
function filledOnce(columns: Matrix['features']): Matrix['features'] {
  return columns.map(({ name, values }) => ({
    name,
    values: values.map((value, row) => (Number.isNaN(value) && row > 0 ? values[row - 1] : value)),
  }))
}

interface Planted {
  leak: Leak
  bars?: Bars
  indicators?: { name: string; params?: Record<string, number> }[]
  hours?: number[]
}

/** The scan of a matrix that was built with the leak in its first feature. */
function scanWith({
  leak,
  bars = sampleBars,
  indicators = [{ name: 'rsi' }, { name: 'ret' }],
  hours,
}: Planted) {
  const compute = leaking(leak)
  const label = { kind: 'forward', unit: 'bars', horizon: 1 } as const
  const built = buildMatrix({ bars, indicators, label, ...(hours && { hours }) })
  const rule = { forwardFillBars: 1, missingFlags: false } as const
  const features = compute(bars, indicators, rule).columns.map(({ name, values }) => ({
    name,
    values: valuesAt(values, built.barOfRow),
  }))
  return leakageScan({
    matrix: { ...built.matrix, features },
    horizon: 1,
    origin: { bars, barOfRow: built.barOfRow, indicators, compute },
  })
}

describe('leakageScan of computed features', () => {
  it.each<[string, Leak]>([
    ['shifted by 1 bar', shiftedBy(1)],
    ['shifted by 5 bars', shiftedBy(5)],
    ['shifted by 21 bars', shiftedBy(21)],
    ['smoothed with one bar to come', centredMean(1)],
    ['smoothed with ten bars to come', centredMean(10)],
    ['a z-score of the whole sample', wholeSampleZ],
    ['scaled to the range of the whole sample', wholeSampleMinMax],
    ['a warm-up filled from behind', backFilled],
  ])('is red for %s, and for that feature alone', (_, leak) => {
    const { verdict, findings } = scanWith({ leak })
    expect(verdict).toBe('red')
    expect(findings[0]).toMatchObject({ check: 'truncation', verdict: 'red' })
    expect(new Set(findings.map(({ column }) => column))).toEqual(new Set(['rsi_14']))
  })

  it('is green for the same features without a leak', () => {
    expect(scanWith({ leak: (values) => values })).toMatchObject({ verdict: 'green', findings: [] })
  })

  it('finds the shift of a flag that is nearly always 0, although filling hides the last bar before a cut', () => {
    const flagOfTomorrow: Leak = (_, { session }) =>
      Float64Array.from(session, (_day, row) =>
        row >= 20 && row + 1 < session.length ? Number(session[row + 1] % 997 === 0) : Number.NaN,
      )
    const { findings } = scanWith({ leak: flagOfTomorrow })
    expect(findings).toMatchObject([{ check: 'truncation', column: 'rsi_14', value_truncated: null }])
  })

  it.each([9, 10, 11, 12, 13, 14, 15, 16])('finds a leak that only the bars of hour %i have', (hour) => {
    const bars = someBars({ sessions: 600, perSession: 8 })
    const leak: Leak = (values, { hourEt }) =>
      values.map((value, row) => (hourEt?.[row] === hour ? (values[row + 1] ?? Number.NaN) : value))
    for (const hours of [undefined, [hour], [hour, 12]]) {
      const { findings } = scanWith({ leak, bars, ...(hours && { hours }) })
      expect(findings[0], `decided in ${hours ?? 'all hours'}`).toMatchObject({
        check: 'truncation',
        column: 'rsi_14',
      })
    }
  })

  it('finds a leak that begins late', () => {
    const bars = someBars({ sessions: 9000 })
    const beginning = bars.session[6000]
    const leak: Leak = (values, { session }) =>
      values.map((value, row) => (session[row] > beginning ? (values[row + 1] ?? Number.NaN) : value))
    const { findings } = scanWith({ leak, bars })
    expect(findings[0]).toMatchObject({ check: 'truncation', column: 'rsi_14' })
    expect(findings[0]).toHaveProperty('row', expect.any(Number))
  })
})

describe('leakageScan of a foreign file', () => {
  const { matrix } = buildMatrix({
    bars: sampleBars,
    indicators: [{ name: 'rsi' }],
    label: { kind: 'forward', unit: 'bars', horizon: 1 },
  })
  const scan = (values: Float64Array, file: Partial<Matrix> = {}) =>
    leakageScan({
      matrix: { ...matrix, ...file, features: [...matrix.features, { name: 'leak', values }] },
      horizon: 1,
      origin: null,
    })

  it.each([0.8, 0.5, 0.35])('is red for the return with noise up to a rank correlation of %d', (wanted) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const { verdict, findings } = scan(withNoise(matrix.retFwd, wanted, seed))
      expect(verdict, `seed ${seed}`).toBe('red')
      expect(findings).toMatchObject([{ check: 'correlation', column: 'leak', verdict: 'red', limit: 0.3 }])
      expect(findings[0]).toHaveProperty('rho', expect.closeTo(wanted, 3))
    }
  })

  it('is red for a copy of the return, turned round or bent', () => {
    for (const bend of [(r: number) => r, (r: number) => -r, (r: number) => Math.exp(50 * r)]) {
      const { findings } = scan(matrix.retFwd.map(bend))
      expect(findings).toMatchObject([{ column: 'leak', verdict: 'red', m: 5090 }])
    }
  })

  it('is red for a copy of the class where a file has classes and no returns, and spares what is honest', () => {
    const names = Array.from(matrix.retFwd, (r) =>
      Number.isNaN(r) ? '' : r > 0.005 ? 'UP' : r < -0.005 ? 'DOWN' : 'FLAT',
    )
    const none = matrix.retFwd.map(() => Number.NaN)
    const codes = Float64Array.from(names, (name) => ['DOWN', 'FLAT', 'UP'].indexOf(name))
    const leaked = scan(codes, { retFwd: none, target: names })
    expect(leaked.findings).toMatchObject([{ column: 'leak', verdict: 'red' }])
    const honest = scan(matrix.features[0].values, { retFwd: none, target: names })
    expect(honest.findings).toEqual([])
  })
})

/** The values plus as much Gaussian noise as brings the rank correlation down to what is wanted. */
function withNoise(values: Float64Array, wanted: number, seed: number): Float64Array {
  const random = generator(seed)
  const noise = values.map(() => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random()))
  const spread = Math.sqrt(mean(known(values).map((value) => value ** 2)))
  let [less, more] = [0, 20]
  for (let step = 0; step < 40; step++) {
    const amount = (less + more) / 2
    const noisy = values.map((value, row) => value + amount * spread * noise[row])
    if (shiftedCorrelation(ranks(noisy), ranks(values), 0) > wanted) less = amount
    else more = amount
  }
  return values.map((value, row) => value + less * spread * noise[row])
}

/** Numbers between 0 and 1, the same for a seed. */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}
