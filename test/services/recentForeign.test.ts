import { describe, expect, it } from 'vitest'
import { type ForeignDataset, type MatrixCsvOptions, readMatrixCsv } from '../../src/data/matrixCsv.ts'
import { openTable } from '../../src/data/openTable.ts'
import { inTurns } from '../../src/services/inTurns.ts'
import { recentForeign } from '../../src/services/recentForeign.ts'

const rows = (seed: number, padding = 0) => {
  const lines = Array.from({ length: 40 }, (_, row) => {
    const day = new Date(Date.UTC(2020, 0, 1 + row)).toISOString().slice(0, 10)
    return `${day},${(row * seed) % 7},${row % 2 ? 0.01 : -0.01}`
  })
  return new TextEncoder().encode(`date,x,ret_fwd\n${lines.join('\n')}\n${'\n'.repeat(padding)}`)
}

/** Tells how often the file was really read. */
function reader() {
  let reads = 0
  const read = (bytes: Uint8Array, options: MatrixCsvOptions = {}): Promise<ForeignDataset> =>
    recentForeign(bytes, options, async () => {
      reads++
      return inTurns(readMatrixCsv(bytes, options, await openTable(bytes)))
    })
  return { read, reads: () => reads }
}

describe('recentForeign', () => {
  it('reads the same bytes once, and others anew', async () => {
    const { read, reads } = reader()
    const first = await read(rows(2))
    expect(await read(rows(2))).toBe(first)
    expect(reads()).toBe(1)
    const other = await read(rows(3))
    expect(reads()).toBe(2)
    expect(other.contentHash).not.toBe(first.contentHash)
    expect(other.dataset.matrix.features[0].values).not.toEqual(first.dataset.matrix.features[0].values)
  })

  it('reads anew what is to be read in another way', async () => {
    const { read, reads } = reader()
    const { dataset } = await read(rows(5), { horizon: 1 })
    const further = await read(rows(5), { horizon: 3 })
    expect(reads()).toBe(2)
    expect([dataset.horizon, further.dataset.horizon]).toEqual([1, 3])
  })

  it('keeps the last two, the one that was used last longest', async () => {
    const { read, reads } = reader()
    for (const seed of [11, 12, 11, 13]) await read(rows(seed))
    expect(reads()).toBe(3)
    await read(rows(11))
    expect(reads()).toBe(3)
    await read(rows(12))
    expect(reads()).toBe(4)
  })

  it('keeps no large file, and nothing of one that could not be read', async () => {
    const { read, reads } = reader()
    const large = rows(2, 17 * 2 ** 20)
    await read(large)
    await read(large)
    expect(reads()).toBe(2)
    const broken = new TextEncoder().encode('date,x\nno day,1\n')
    await expect(read(broken)).rejects.toThrow()
    await expect(read(broken)).rejects.toThrow()
    expect(reads()).toBe(4)
  })
})
