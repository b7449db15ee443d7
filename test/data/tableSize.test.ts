import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, it } from 'vitest'
import { tableSize } from '../../src/data/tableSize.ts'
import { temporaryFolder } from '../temporaryFolder.ts'

const folder = temporaryFolder()

function csv(lines: string[]): string {
  const path = join(folder, 'rows.csv')
  writeFileSync(path, lines.join('\n'))
  return path
}

it('tells the rows of a CSV file from its first lines, within a hundredth', async () => {
  const lines = Array.from({ length: 100_000 }, (_, row) => `2015-01-01,${Math.sin(row).toFixed(row % 7)},1`)
  const { rows, columns } = await tableSize(csv(['date,a,b', ...lines]))
  expect(columns).toBe(3)
  expect(rows / 100_000).toBeCloseTo(1, 2)
})

it('counts the lines of a small CSV file', async () => {
  expect(await tableSize(csv(['date,a', '2015-01-01,1', '2015-01-02,2', '']))).toMatchObject({ rows: 2 })
  expect(await tableSize(csv(['date,a', '2015-01-01,1']))).toMatchObject({ rows: 1 })
  expect(await tableSize(csv(['date,a']))).toMatchObject({ rows: 0 })
})

it('reads rows and columns of a Parquet file from its end', async () => {
  const path = join(folder, 'rows.parquet')
  const file = parquetWriteBuffer({
    columnData: [
      { name: 'a', data: [1, 2, 3] },
      { name: 'b', data: [1.5, 2.5, 3.5] },
    ],
  })
  writeFileSync(path, Buffer.from(file))
  expect(await tableSize(path)).toEqual({ rows: 3, columns: 2, bytes: file.byteLength })
})

it('refuses a Parquet file that ends too early', async () => {
  const path = join(folder, 'broken.parquet')
  writeFileSync(path, 'PAR1')
  await expect(tableSize(path)).rejects.toMatchObject({ code: 'INVALID_PARAM' })
})
