import { describe, expect, it } from 'vitest'
import { insertRows } from '../../src/store/insertRows.ts'
import { temporaryDatabase } from './temporary.ts'

const limits = async (db: Awaited<ReturnType<typeof temporaryDatabase>>) =>
  (await db.selectFrom('rate_limits').selectAll().orderBy('key').execute()).map((row) =>
    Object.values({ key: row.key, window: row.window_number, requests: row.requests }).map(String).join(' '),
  )

describe('insertRows', () => {
  it('stores each row as it is, however its columns are ordered', async () => {
    const db = await temporaryDatabase()
    await insertRows(db, 'rate_limits', [
      { key: "a 'quoted' ?", window_number: 1, requests: 2 },
      { requests: 3, key: '$1', window_number: 4 },
      { key: 'c', window_number: 5, requests: 6 },
    ])
    expect(await limits(db)).toEqual(['$1 4 3', "a 'quoted' ? 1 2", 'c 5 6'])
  })

  it('replaces a row that is there where that is asked for, and refuses it otherwise', async () => {
    const db = await temporaryDatabase()
    const row = { key: 'a', window_number: 1, requests: 1 }
    await insertRows(db, 'rate_limits', [row])
    const rows = [
      { ...row, requests: 7 },
      { ...row, key: 'b' },
    ]
    await expect(insertRows(db, 'rate_limits', rows)).rejects.toThrow()
    expect(await limits(db)).toEqual(['a 1 1'])
    await insertRows(db, 'rate_limits', rows, { replacing: ['key'] })
    expect(await limits(db)).toEqual(['a 1 7', 'b 1 1'])
  })

  it('does nothing for no rows', async () => {
    const db = await temporaryDatabase()
    await insertRows(db, 'rate_limits', [])
    expect(await limits(db)).toEqual([])
  })
})
