import { describe, expect, it } from 'vitest'
import { insertSweepResult, listSweepResults, updateSweepResult } from '../../src/store/sweepResults.ts'
import { findSweep, insertSweep, updateSweep } from '../../src/store/sweeps.ts'
import { allPages, at, temporaryDatabase, work } from './temporary.ts'

const variant = (position: number, id = `result-${position}`) => ({
  id,
  sweepId: work(1).id,
  position,
  kind: 'thresholds' as const,
  params: { thresholds: '0.55' },
  createdAt: at(position),
})

async function databaseWithSweep() {
  const db = await temporaryDatabase()
  await insertSweep(db, { ...work(1), spec: { splits: 5 }, progressTotal: 11, riskProfile: 'balanced' })
  return db
}

describe('a sweep', () => {
  it('keeps its request, its progress and its statistics', async () => {
    const db = await databaseWithSweep()
    await updateSweep(db, work(1).id, { progressDone: 3, matrixSha: 'm', statistics: { pbo: 0.4 } })
    expect(await findSweep(db, work(1).id)).toMatchObject({
      spec: { splits: 5 },
      riskProfile: 'balanced',
      progressDone: 3,
      progressTotal: 11,
      matrixSha: 'm',
      statistics: { pbo: 0.4 },
    })
  })

  it('never has more variants done than it has variants', async () => {
    const db = await databaseWithSweep()
    await expect(updateSweep(db, work(1).id, { progressDone: 12 })).rejects.toThrow('CHECK')
  })
})

describe('the results of a sweep', () => {
  it('come in the order of the sweep, and their pages never overlap', async () => {
    const db = await databaseWithSweep()
    for (const position of [3, 1, 0, 2, 4]) await insertSweepResult(db, variant(position))
    const rows = await allPages(2, (page) => listSweepResults(db, work(1).id, page))
    expect(rows.map(({ position }) => position)).toEqual([0, 1, 2, 3, 4])
  })

  it('are stored once, whoever repeats them', async () => {
    const db = await databaseWithSweep()
    const first = await insertSweepResult(db, { ...variant(0), metrics: { sharpe: 1 } })
    const again = await insertSweepResult(db, { ...variant(0, 'another'), metrics: { sharpe: 2 } })
    expect(again).toEqual(first)
    expect((await listSweepResults(db, work(1).id, { limit: 10, offset: 0 })).total).toBe(1)
  })

  it('get their gate after the last variant', async () => {
    const db = await databaseWithSweep()
    await insertSweepResult(db, { ...variant(0), metrics: { sharpe: 1 } })
    const gate = { pass: false, reasons: ['dsr_below_min'], details: [] }
    expect(await updateSweepResult(db, 'result-0', { gate })).toMatchObject({ gate, metrics: { sharpe: 1 } })
    await expect(updateSweepResult(db, 'result-9', { gate })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('go with their sweep', async () => {
    const db = await databaseWithSweep()
    await insertSweepResult(db, variant(0))
    await db.deleteFrom('backtest_sweeps').execute()
    expect(await listSweepResults(db, work(1).id, { limit: 10, offset: 0 })).toEqual({ rows: [], total: 0 })
  })
})
