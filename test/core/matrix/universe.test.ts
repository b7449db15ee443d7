import { describe, expect, it } from 'vitest'
import type { Bars } from '../../../src/core/bars/bars.ts'
import { sliceBars } from '../../../src/core/bars/window.ts'
import { buildMatrix, type MatrixRequest } from '../../../src/core/matrix/buildMatrix.ts'
import { leakageScan } from '../../../src/core/matrix/index.ts'
import { buildUniverse } from '../../../src/core/matrix/universe.ts'
import { Random } from '../../../src/core/random.ts'
import { runSteps } from '../../../src/core/steps.ts'
import { writePanel } from '../../../src/data/barsArtifact.ts'
import { readMatrixCsv } from '../../../src/data/matrixCsv.ts'
import { readDataset, writeDataset, writeMatrixCsv } from '../../../src/data/matrixFile.ts'
import { someBars } from '../bars/someBars.ts'

/** Bars of a ticker of its own, without those of some places. */
function barsOf(ticker: string, seed: number, without: readonly number[] = [], perSession = 1): Bars {
  const random = new Random(seed)
  const bars = someBars({ sessions: 90, perSession })
  let price = 40 + seed
  const close = bars.close.map(() => {
    price *= 1 + 0.02 * (random.nextFraction() - 0.5)
    return price
  })
  const open = close.map((value) => value * 0.999)
  const moved = {
    ...bars,
    ticker,
    open,
    close,
    high: close.map((value) => value * 1.01),
    low: close.map((value) => value * 0.98),
  }
  const kept = Int32Array.from(bars.ts, (_, bar) => bar).filter((bar) => !without.includes(bar))
  const pick = <T extends Float64Array | Int32Array | Int8Array>(values: T): T => {
    const out = values.slice(0, kept.length)
    kept.forEach((bar, place) => {
      out[place] = values[bar]
    })
    return out as T
  }
  const { ts, session, hourEt, high, low, volume } = moved
  return {
    ...moved,
    ts: pick(ts),
    session: pick(session),
    hourEt: hourEt && pick(hourEt),
    open: pick(open),
    close: pick(close),
    high: pick(high),
    low: pick(low),
    volume: pick(volume),
  }
}

const rules = {
  indicators: [
    { name: 'ret' },
    { name: 'rsi', params: { period: 3 } },
    { name: 'atr', params: { period: 5 } },
  ],
  label: { kind: 'forward', unit: 'bars', horizon: 2 },
} as const

const request = (bars: Bars): MatrixRequest => ({ bars, ...rules })

const three = [barsOf('CC', 3), barsOf('AA', 1, [40, 41, 60]), barsOf('BB', 2, [50])]

describe('a matrix of several tickers', () => {
  it('has rows by time, of one time by ticker, and none where a ticker has no bar', () => {
    const { matrix, panel, barOfRow } = buildUniverse(three.map(request))
    expect(matrix.tickers?.names).toEqual(['AA', 'BB', 'CC'])
    expect(panel.map(({ ticker }) => ticker)).toEqual(['AA', 'BB', 'CC'])
    const { ofRow } = matrix.tickers ?? { ofRow: new Int32Array() }
    for (let row = 1; row < matrix.ts.length; row++) {
      const isNext = matrix.ts[row] === matrix.ts[row - 1] && ofRow[row] > ofRow[row - 1]
      expect(matrix.ts[row] > matrix.ts[row - 1] || isNext, `row ${row}`).toBe(true)
    }
    const alone = three.map((bars) => buildMatrix(request(bars)).matrix.ts.length)
    expect(matrix.ts.length).toBe(alone[0] + alone[1] + alone[2])
    for (const [row, bar] of barOfRow.entries()) expect(panel[ofRow[row]].ts[bar]).toBe(matrix.ts[row])
  })

  it('gives a ticker the features, labels and times that it has alone', () => {
    const { parts, matrix } = buildUniverse(three.map(request))
    for (const bars of three) {
      const alone = buildMatrix(request(bars)).matrix
      const rows = parts.find(({ built }) => built.matrix.ticker === bars.ticker)?.rows ?? new Int32Array()
      const of = (values: Float64Array) => Float64Array.from(rows, (row) => values[row])
      expect(matrix.features.map(({ name }) => name)).toEqual(alone.features.map(({ name }) => name))
      for (const [column, { name, values }] of alone.features.entries()) {
        expect(of(matrix.features[column].values), `${bars.ticker} ${name}`).toEqual(values)
      }
      expect(of(matrix.retFwd)).toEqual(alone.retFwd)
      expect(of(matrix.labelEnd)).toEqual(alone.labelEnd)
      expect(of(matrix.ts)).toEqual(alone.ts)
    }
  })

  it('keeps hours of intraday bars, and adds up what was dropped', () => {
    const hourly = [barsOf('AA', 1, [], 6), barsOf('BB', 2, [7], 6)]
    const built = buildUniverse(hourly.map((bars) => ({ ...request(bars), hours: [10, 12] })))
    const alone = hourly.map((bars) => buildMatrix({ ...request(bars), hours: [10, 12] }))
    expect([...new Set(built.matrix.hourEt)]).toEqual([10, 12])
    expect(built.dropped.hours).toBe(alone[0].dropped.hours + alone[1].dropped.hours)
    expect(built.periodsPerYear).toBe(alone[0].periodsPerYear)
  })

  it('leaves out a ticker without a row and says so; fewer than two are no universe', () => {
    const short = sliceBars(barsOf('DD', 4), 0, 2)
    const { matrix, warnings } = buildUniverse([...three, short].map(request))
    expect(matrix.tickers?.names).toEqual(['AA', 'BB', 'CC'])
    expect(warnings.join()).toMatch(/DD is left out: no row is left/)
    expect(() => buildUniverse([three[0], short].map(request))).toThrow('only CC has rows; DD: no row')
  })

  it('comes back from its files bit by bit, and from CSV', async () => {
    const { parts: _, dropped: __, warnings: ___, ...dataset } = buildUniverse(three.map(request))
    expect(await readDataset(writeDataset(dataset))).toEqual(dataset)
    const back = runSteps(readMatrixCsv(writeMatrixCsv(dataset), { ticker: 'universe' })).dataset
    expect(back.matrix).toEqual(dataset.matrix)
    // Its bars are the bars of rows alone: those of the warm-up have none.
    expect(back.panel?.map(({ close }) => close.length)).toEqual(
      [...(back.matrix.tickers?.names ?? [])].map(
        (name) =>
          dataset.matrix.tickers?.ofRow.filter((ticker) => dataset.matrix.tickers?.names[ticker] === name)
            .length,
      ),
    )
  })

  it('refuses files that belong to others', async () => {
    const { parts: _, dropped: __, warnings: ___, ...dataset } = buildUniverse(three.map(request))
    const { matrix } = writeDataset(dataset)
    const later = dataset.panel.map((bars) => ({ ...bars, ts: bars.ts.map((ts) => ts + 1) }))
    const strange = writeDataset({ ...dataset, panel: later }).bars
    await expect(readDataset({ matrix, bars: strange })).rejects.toThrow('hold no bar for row 0')
    const fewer = writePanel(dataset.panel.slice(1))
    await expect(readDataset({ matrix, bars: fewer })).rejects.toThrow('are those of BB,CC')
  })

  it('has its leaks found in each ticker, with the row and the ticker', () => {
    const built = buildUniverse(three.map(request))
    const origins = built.parts.map(({ built: own, rows }) => ({
      matrix: own.matrix,
      rows,
      origin: {
        bars: own.bars,
        barOfRow: own.barOfRow,
        indicators: rules.indicators,
        features: own.features,
      },
    }))
    const { matrix, horizon } = built
    const honest = leakageScan({ matrix, horizon, origin: origins })
    expect(honest.findings).toEqual([])
    expect(honest.checked).toMatch(/^3 features of 3 of 3 tickers were computed again/)
    const leaking = origins.map((one, place) => {
      if (place !== 1) return one
      const [ret, ...others] = one.matrix.features
      const shifted = { ...ret, values: ret.values.map((value, row) => ret.values[row + 1] ?? value) }
      return { ...one, matrix: { ...one.matrix, features: [shifted, ...others] } }
    })
    const [found] = leakageScan({ matrix, horizon, origin: leaking }).findings
    expect(found).toMatchObject({
      check: 'truncation',
      ticker: 'BB',
      column: 'ret_1h',
      row: leaking[1].rows[0],
    })
  })
})
