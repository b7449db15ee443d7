import { parquetWriteBuffer } from 'hyparquet-writer'
import { describe, expect, it } from 'vitest'
import { parseDay } from '../../src/core/bars/day.ts'
import { runSteps } from '../../src/core/steps.ts'
import { type MatrixCsvOptions, readMatrixCsv } from '../../src/data/matrixCsv.ts'
import { openTable } from '../../src/data/openTable.ts'
import { writeParquet } from '../../src/data/parquet.ts'
import { readScoringCsv } from '../../src/data/scoringCsv.ts'

type Columns = Parameters<typeof parquetWriteBuffer>[0]['columnData']

const parquet = (columnData: Columns) => new Uint8Array(parquetWriteBuffer({ columnData }))

async function read(columns: Columns, options: MatrixCsvOptions = {}) {
  const bytes = parquet(columns)
  return runSteps(readMatrixCsv(bytes, options, await openTable(bytes)))
}

const days = ['2020-01-02', '2020-01-03', '2020-01-06', '2020-01-07']
const csv = (lines: string[]) => new TextEncoder().encode(`${lines.join('\n')}\n`)

describe('a matrix in Parquet', () => {
  it('is read as the same rows in CSV are, whatever the kinds of its columns', async () => {
    const text = csv([
      'date,a,b,flag,note,ret_fwd',
      ...days.map((day, row) => `${day},${row === 2 ? '' : row + 0.5},${row * 3},${row % 2},x,${row / 100}`),
    ])
    const { dataset, ledgerHash, warnings } = runSteps(readMatrixCsv(text))
    const values: Columns = [
      { name: 'date', data: days, type: 'STRING' },
      { name: 'a', data: [0.5, 1.5, null, 3.5], type: 'DOUBLE' },
      { name: 'b', data: [0n, 3n, 6n, 9n], type: 'INT64' },
      { name: 'flag', data: [false, true, false, true], type: 'BOOLEAN' },
      { name: 'note', data: ['x', 'x', 'x', 'x'], type: 'STRING' },
      { name: 'ret_fwd', data: ['0', '0.01', '0.02', '0.03'], type: 'STRING' },
      { name: '__index_level_0__', data: [7n, 8n, 9n, 10n], type: 'INT64' },
    ]
    const found = await read(values)
    expect(found.dataset).toEqual(dataset)
    expect(found.warnings).toEqual(warnings)
    expect(found.ledgerHash).toBe(ledgerHash)
  })

  it('may have a column of dates', async () => {
    const values = Float64Array.of(1, 2, 3, 4)
    const bytes = writeParquet(
      [
        { name: 'date', kind: 'day', values: Int32Array.from(days, (day) => parseDay(day)) },
        { name: 'a', kind: 'double', values },
        { name: 'ret_fwd', kind: 'double', values },
      ],
      {},
    )
    const { dataset } = runSteps(readMatrixCsv(bytes, {}, await openTable(bytes)))
    const text = csv(['date,a,ret_fwd', ...days.map((day, row) => `${day},${row + 1},${row + 1}`)])
    expect(dataset).toEqual(runSteps(readMatrixCsv(text)).dataset)
  })

  it('says which time is none, and leaves alone what nobody uses', async () => {
    const start = Date.UTC(2020, 0, 2)
    const near = Float64Array.of(start, start + 86_400_000)
    const far = Float64Array.of(start, 9e15)
    const columns = (ts: Float64Array, seen: Float64Array): Uint8Array =>
      writeParquet(
        [
          { name: 'ts', kind: 'time', values: ts },
          { name: 'seen', kind: 'time', values: seen },
          { name: 'a', kind: 'double', values: Float64Array.of(1, 2) },
          { name: 'ret_fwd', kind: 'double', values: Float64Array.of(0.1, -0.1) },
        ],
        {},
      )
    const open = async (bytes: Uint8Array) => runSteps(readMatrixCsv(bytes, {}, await openTable(bytes)))
    await expect(open(columns(far, near))).rejects.toMatchObject({ code: 'INVALID_PARAM' })
    const { dataset } = await open(columns(near, far))
    expect(dataset.matrix.features.map(({ name }) => name)).toEqual(['a'])
  })

  it('may hold several tickers, classes, and rows out of order', async () => {
    const { dataset, warnings } = await read(
      [
        {
          name: 'ts',
          data: [2, 1, 2, 1].map((day) => new Date(Date.UTC(2020, 0, day, 15))),
          type: 'TIMESTAMP',
        },
        { name: 'ticker', data: ['B', 'B', 'A', 'A'], type: 'STRING' },
        { name: 'x', data: [1, 2, 3, 4], type: 'INT32' },
        { name: 'y', data: ['UP', 'DOWN', null, 'UP'], type: 'STRING' },
      ],
      { labelRequired: true },
    )
    expect(dataset.matrix.tickers?.names).toEqual(['A', 'B'])
    expect([...dataset.matrix.features[0].values]).toEqual([4, 2, 3, 1])
    expect(dataset.matrix.target).toEqual(['UP', 'DOWN', '', 'UP'])
    expect(warnings).toContain('rows were sorted by time and ticker')
  })

  it('names the row of a fault, since it has no lines', async () => {
    const bad = (name: string, data: unknown[]): Columns => [
      { name: 'date', data: name === 'date' ? data : days, type: 'STRING' },
      { name: 'a', data: name === 'a' ? data : ['1', '2', '3', '4'], type: 'STRING' },
      { name: 'ret_fwd', data: [0.1, 0.2, 0.3, 0.4], type: 'DOUBLE' },
    ]
    await expect(read(bad('a', ['1', '2', 'oops', '4']))).rejects.toThrow(
      'a: row 3: expected a number, got "oops"',
    )
    await expect(read(bad('date', [days[0], 'someday', days[2], days[3]]))).rejects.toThrow('date: row 2: ')
    await expect(read(bad('date', [days[0], days[0], days[2], days[3]]))).rejects.toThrow('row 2: ')
    await expect(openTable(new TextEncoder().encode('PAR1 and no more'))).rejects.toThrow(
      'expected a Parquet file',
    )
  })

  it('is scored by the features of a model', async () => {
    const bytes = parquet([
      { name: 'b', data: [1, 2], type: 'DOUBLE' },
      { name: 'a', data: [3, 4], type: 'INT32' },
    ])
    const { columns, ts } = runSteps(readScoringCsv(bytes, { features: ['a', 'b'] }, await openTable(bytes)))
    expect(columns).toEqual([Float64Array.of(3, 4), Float64Array.of(1, 2)])
    expect(ts).toBeNull()
  })
})
