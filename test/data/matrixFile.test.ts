import { describe, expect, it } from 'vitest'
import { sliceBars } from '../../src/core/bars/window.ts'
import type { Dataset } from '../../src/core/matrix/index.ts'
import { buildMatrix } from '../../src/core/matrix/index.ts'
import { runSteps } from '../../src/core/steps.ts'
import { readMatrixCsv } from '../../src/data/matrixCsv.ts'
import { matrixColumnNames, readDataset, writeDataset, writeMatrixCsv } from '../../src/data/matrixFile.ts'
import { someBars } from '../core/bars/someBars.ts'

const nextBar = { kind: 'forward', unit: 'bars', horizon: 1 } as const

function intraday(): Dataset {
  const built = buildMatrix({
    bars: someBars({ sessions: 40, perSession: 6 }),
    indicators: [{ name: 'ret' }, { name: 'rsi', params: { period: 3 } }],
    label: nextBar,
    hours: [10, 12],
  })
  const odd = built.matrix.ts.map(
    (_, row) => [-0, 0, Number.NaN, 5e-324, 1.7976931348623157e308, 0.1 + 0.2][row % 6],
  )
  const named = (name: string, values: Float64Array) => ({ name, values })
  const features = [
    ...built.matrix.features,
    named('odd', odd),
    named('volume', odd),
    named('with, comma', odd),
  ]
  const { matrix, bars, barOfRow, horizon, returnBasis, periodsPerYear } = built
  return { matrix: { ...matrix, features }, bars, barOfRow, horizon, returnBasis, periodsPerYear }
}

/** The bits of a column, since NaN equals nothing and -0 equals 0. */
const bits = (values: Float64Array) => [...new BigUint64Array(values.slice().buffer)]

describe('writeDataset', () => {
  it('is undone by readDataset, bit by bit', async () => {
    const dataset = intraday()
    const back = await readDataset(writeDataset(dataset))
    expect(back).toEqual(dataset)
    dataset.matrix.features.forEach(({ name, values }, i) => {
      expect(back.matrix.features[i].name).toBe(name)
      expect(bits(back.matrix.features[i].values), name).toEqual(bits(values))
    })
    expect(bits(back.matrix.retFwd)).toEqual(bits(dataset.matrix.retFwd))
    expect(bits(back.bars?.close ?? new Float64Array())).toEqual(
      bits(dataset.bars?.close ?? new Float64Array()),
    )
  })

  it('keeps classes and does without bars, hours and rows', async () => {
    const { dataset } = runSteps(
      readMatrixCsv(new TextEncoder().encode('date,a,y\n2020-01-02,1,UP\n2020-01-03,2,\n')),
    )
    expect(await readDataset(writeDataset(dataset))).toEqual(dataset)
    const matrix = {
      ...dataset.matrix,
      features: [],
      ts: new Float64Array(),
      session: new Int32Array(),
      target: [],
    }
    const empty = {
      ...dataset,
      matrix: { ...matrix, retFwd: new Float64Array(), labelEnd: new Float64Array() },
    }
    expect(await readDataset(writeDataset(empty))).toEqual(empty)
  })

  it('keeps the y and the side of an event, in Parquet and in CSV', async () => {
    const { matrix, ...rest } = intraday()
    const y = matrix.retFwd.map((value, row) => (Number.isNaN(value) ? Number.NaN : row % 2))
    const side = y.map((_, row) => [1, -1, 0, Number.NaN][row % 4])
    const dataset = { ...rest, matrix: { ...matrix, event: { y, side } } }
    expect(await readDataset(writeDataset(dataset))).toEqual(dataset)
    const back = runSteps(readMatrixCsv(writeMatrixCsv(dataset), { ticker: 'TEST' }))
    expect(back.dataset.matrix).toEqual(dataset.matrix)
    const text = new TextDecoder().decode(writeMatrixCsv(dataset)).replaceAll(/,1,(-?\d?)\n/g, ',UP,$1\n')
    expect(() => runSteps(readMatrixCsv(new TextEncoder().encode(text)))).toThrow('got "UP"')
  })

  it('writes the same bytes for the same data', () => {
    expect(writeDataset(intraday())).toEqual(writeDataset(intraday()))
  })

  it('keeps more rows than a row group holds', async () => {
    const rows = 150_000
    const ramp = Float64Array.from({ length: rows }, (_, i) => i / 3)
    const dataset: Dataset = {
      matrix: {
        ticker: 'T',
        ts: ramp.map((_, i) => i * 1000),
        session: Int32Array.from(ramp, (_, i) => Math.floor(i / 100)),
        hourEt: null,
        features: [{ name: 'ramp', values: ramp }],
        retFwd: ramp,
        labelEnd: ramp.map((_, i) => i * 1000 + 1000),
        target: null,
        event: null,
      },
      bars: null,
      barOfRow: null,
      horizon: 1,
      returnBasis: 'forward',
      periodsPerYear: 252,
    }
    expect(await readDataset(writeDataset(dataset))).toEqual(dataset)
  })
})

describe('readDataset', () => {
  it('refuses what is no Parquet file, another kind of file, and bars of another matrix', async () => {
    const stored = writeDataset(intraday())
    await expect(readDataset({ matrix: new TextEncoder().encode('ts,a\n'), bars: null })).rejects.toThrow(
      'expected a Parquet file',
    )
    await expect(readDataset({ matrix: stored.bars ?? new Uint8Array(), bars: null })).rejects.toThrow(
      'of another kind',
    )
    const other = intraday()
    const fewer = writeDataset({ ...other, bars: other.bars && sliceBars(other.bars, 0, 50) }).bars
    await expect(readDataset({ matrix: stored.matrix, bars: fewer })).rejects.toThrow('hold no bar for row')
  })
})

describe('writeMatrixCsv', () => {
  it('is read back by readMatrixCsv with the same features, returns, times and hours, bit by bit', () => {
    const dataset = intraday()
    const text = new TextDecoder().decode(writeMatrixCsv(dataset))
    expect(text.split('\n')[0]).toBe(
      'ts,session,ticker,hour_et,open,high,low,close,volume,ret,rsi_3,odd,feature:volume,"with, comma",ret_fwd,label_end'.replace(
        'ret,rsi_3',
        dataset.matrix.features
          .slice(0, 2)
          .map(({ name }) => name)
          .join(','),
      ),
    )
    expect(text.split('\n')[1]).toMatch(/^2020-01-06T13:30:00-05:00,2020-01-06,TEST,12,/)
    const back = runSteps(readMatrixCsv(new TextEncoder().encode(text), { ticker: 'TEST' })).dataset
    expect(back.matrix).toEqual(dataset.matrix)
    dataset.matrix.features.forEach(({ name, values }, i) => {
      expect(bits(back.matrix.features[i].values), name).toEqual(bits(values))
    })
  })
})

describe('matrixColumnNames', () => {
  it.each([
    [true, false],
    [false, false],
    [true, true],
  ])('are those that are written (hours: %s, event: %s)', (hours, event) => {
    const { matrix: plain, ...rest } = intraday()
    const matrix = event ? { ...plain, event: { y: plain.retFwd, side: plain.retFwd } } : plain
    const written = writeMatrixCsv({ ...rest, matrix: hours ? matrix : { ...matrix, hourEt: null } })
    const [header] = new TextDecoder().decode(written).split('\n')
    const names = matrixColumnNames(
      matrix.features.map(({ name }) => name),
      { hours, event },
    )
    expect(header.replaceAll('"', '')).toBe(names.join(','))
  })
})
