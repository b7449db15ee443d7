import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parquetWriteBuffer, type SchemaElement } from 'hyparquet-writer'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BacktestConfig, defaultBacktestConfig } from '../../src/core/backtest/config.ts'
import { featureColumns, featureValues, planFinalFit, runFit } from '../../src/core/backtest/fits.ts'
import type { Dataset } from '../../src/core/matrix/matrix.ts'
import { readParquet, writeParquet, writeParquetFile } from '../../src/data/parquet.ts'
import { readPartitions } from '../../src/data/parquetPartitions.ts'
import { fileColumn, wholeColumn } from '../../src/jobs/fileColumn.ts'
import { barsOf, datasetOf, randomOf, randomWalk } from '../core/backtest/builders.ts'

/** More than a group of rows, so that a column lies in two parts of the file. */
const rows = 140_000

const folder = mkdtempSync(join(tmpdir(), 'sigma-columns-'))
const file = join(folder, 'matrix.parquet')
const random = randomOf(3)
const noise = Float64Array.from({ length: rows }, random)
const gaps = noise.map((value, row) => (row % 7 === 0 ? Number.NaN : row % 11 === 0 ? -0 : value))

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

beforeAll(() => {
  writeParquetFile(
    file,
    [
      { name: 'time', kind: 'time', values: noise.map((_, row) => 1000 * row) },
      { name: 'gaps', kind: 'double', values: gaps },
    ],
    { kind: 'test' },
  )
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('fileColumn', () => {
  it('reads rows that were asked for, bit by bit, from as many parts of the file as there are', async () => {
    const content = await readParquet(file)
    const runs = await content.runs('gaps')
    if (!runs) throw new Error('doubles lie in the file as they are')
    expect(runs.runs.length).toBeGreaterThan(1)
    expect(wholeColumn(runs)).toEqual(gaps)
    expect(await content.numbers('gaps')).toEqual(gaps)
    const column = fileColumn(runs)
    const some = Int32Array.from([0, 7, 11, 131_071, 131_072, 139_999])
    expect(column.at(some)).toEqual(Float64Array.from(some, (row) => gaps[row]))
    const across = Int32Array.from({ length: 10 }, (_, place) => 131_067 + place)
    expect(column.at(across)).toEqual(gaps.subarray(131_067, 131_077))
    expect(column.at(new Int32Array(0))).toEqual(new Float64Array(0))
    // Times are packed, and missing ones have no value.
    expect(await content.runs('time')).toBeNull()
    expect(await content.runs('none')).toBeNull()
  })

  it('reads rows across files that go on with each other, and no others', async () => {
    const files = [0, 1, 2].map((place) => join(folder, `${place}.parquet`))
    const columns = [
      { name: 'gaps', kind: 'double', values: gaps } as const,
      { name: 'word', kind: 'text', values: Array.from(gaps, (_, row) => `w${row}`) } as const,
    ]
    const ends = [0, 60_001, 60_002, rows]
    for (const [place, path] of files.entries())
      writeParquetFile(path, columns, { kind: 'test' }, { begin: ends[place], end: ends[place + 1] })
    const content = await readPartitions(files)
    expect([content.rows, content.metadata]).toEqual([rows, { kind: 'test' }])
    expect(await content.numbers('gaps')).toEqual(gaps)
    expect((await content.texts('word')).findIndex((word, row) => word !== `w${row}`)).toBe(-1)
    const runs = await content.runs('gaps')
    if (!runs) throw new Error('doubles lie in the files as they are')
    expect(wholeColumn(runs)).toEqual(gaps)
    const some = Int32Array.from([3, 60_000, 60_001, 60_002, 60_003, 139_999])
    expect(fileColumn(runs).at(some)).toEqual(Float64Array.from(some, (row) => gaps[row]))
    expect(await content.runs('word')).toBeNull()

    const strange = join(folder, 'strange.parquet')
    writeParquetFile(strange, columns, { kind: 'other' })
    await expect(readPartitions([files[0], strange])).rejects.toThrow(/strange.*is of another matrix/)
  })

  it('says what to do where the file has become shorter, or is gone', async () => {
    const other = join(folder, 'short.parquet')
    writeParquetFile(other, [{ name: 'gaps', kind: 'double', values: gaps }], {})
    const runs = await (await readParquet(other)).runs('gaps')
    if (!runs) throw new Error('doubles lie in the file as they are')
    truncateSync(other, 5_000)
    expect(() => wholeColumn(runs)).toThrow('it has become shorter')
    rmSync(other)
    expect(() => fileColumn(runs).at(Int32Array.of(1))).toThrow('the matrix can no longer be read')
  })

  it('is written, a group of rows at a time, as it is in memory', () => {
    const columns = [
      { name: 'ticker', kind: 'text' as const, values: Array.from(gaps, (_, row) => ['A', 'B'][row % 2]) },
      { name: 'gaps', kind: 'double' as const, values: gaps },
    ]
    const other = join(folder, 'other.parquet')
    const written = writeParquetFile(other, columns, { kind: 'test' })
    const bytes = writeParquet(columns, { kind: 'test' })
    // As it was written before files were written in groups.
    const schema: SchemaElement[] = [
      { name: 'root', num_children: 2 },
      { name: 'ticker', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'OPTIONAL' },
      { name: 'gaps', type: 'DOUBLE', repetition_type: 'REQUIRED' },
    ]
    const whole = parquetWriteBuffer({
      columnData: [
        { name: 'ticker', data: columns[0].values },
        { name: 'gaps', data: gaps, encoding: 'PLAIN', codec: 'UNCOMPRESSED' },
      ],
      schema,
      rowGroupSize: 131_072,
      kvMetadata: [{ key: 'sigma', value: '{"kind":"test"}' }],
      createdBy: 'sigma',
    })
    expect(sha256(bytes)).toBe(sha256(new Uint8Array(whole)))
    expect(written.size).toBe(bytes.byteLength)
    expect(sha256(readFileSync(other))).toBe(sha256(bytes))
    expect(written.sha256).toBe(sha256(bytes))
  })
})

describe('a fit on columns in a file', () => {
  const quick: BacktestConfig = {
    ...defaultBacktestConfig,
    innerFolds: 2,
    booster: { rounds: 6, depth: 3 },
    earlyStopping: { rounds: 3, share: 0.2 },
    preprocessing: { scaling: 'robust', oneHot: ['day'] },
  }

  /** The same features in memory and in a file. */
  async function both(): Promise<[Dataset, Dataset]> {
    const { open, close } = randomWalk(900, 11)
    const dataset = datasetOf(barsOf(open, close))
    const { retFwd } = dataset.matrix
    const features = [
      { name: 'signal', values: retFwd.map((value) => (value || 0) + (random() - 0.5) * 0.01) },
      { name: 'day', values: retFwd.map((_, row) => row % 5) },
      { name: 'gaps', values: gaps.slice(0, retFwd.length) },
    ]
    const path = join(folder, 'features.parquet')
    writeParquetFile(
      path,
      features.map((feature) => ({ ...feature, kind: 'double' as const })),
      {},
    )
    const content = await readParquet(path)
    const left = []
    for (const { name, values } of features) {
      const runs = await content.runs(name)
      if (!runs) throw new Error('doubles lie in the file as they are')
      left.push({ name, values, stored: fileColumn(runs) })
    }
    const withFeatures = (columns: Dataset['matrix']['features']): Dataset => ({
      ...dataset,
      matrix: { ...dataset.matrix, features: columns },
    })
    return [withFeatures(features), withFeatures(left)]
  }

  it('gives the same models and scores, byte by byte', async () => {
    const [inMemory, inFile] = await both()
    const { tasks } = planFinalFit(inMemory, quick, { withInner: true })
    expect(tasks).toHaveLength(3)
    for (const task of tasks) {
      const fitted = runFit(featureColumns(inMemory.matrix, null), task)
      expect(runFit(featureValues(inFile.matrix, null), task)).toEqual(fitted)
      // What is compared does hang on the values.
      const changed = featureColumns(inMemory.matrix, null).map((values) => values.map((value) => -value))
      expect(runFit(changed, task)).not.toEqual(fitted)
    }
  })
})
