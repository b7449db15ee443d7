import { describe, expect, it } from 'vitest'
import { findQuotas, insertQuotaOverride, listQuotaOverrides, putQuotas } from '../../src/store/quotas.ts'
import { findSweep, insertSweep } from '../../src/store/sweeps.ts'
import { findTraining, insertTraining } from '../../src/store/trainings.ts'
import { countUserWork, listOpenWork, markRunning } from '../../src/store/userWork.ts'
import { at, temporaryDatabase, work } from './temporary.ts'

const limits = { sweepsPerDay: 10, sweepsConcurrent: 2, trainPerDay: 20, trainConcurrent: 2 }

describe('standing limits', () => {
  it('are those set last, of each user apart', async () => {
    const db = await temporaryDatabase()
    await putQuotas(db, 'ann', limits, at(0))
    await putQuotas(db, 'ann', { ...limits, trainPerDay: 0 }, at(1))
    expect(await findQuotas(db, 'ann')).toEqual({ ...limits, trainPerDay: 0 })
    expect(await findQuotas(db, 'bob')).toBeUndefined()
  })

  it('are never below 0', async () => {
    const db = await temporaryDatabase()
    await expect(putQuotas(db, 'ann', { ...limits, sweepsPerDay: -1 }, at(0))).rejects.toThrow(/CHECK/i)
  })
})

describe('overrides', () => {
  const override = (step: number, expires: number, more: object = {}) => ({
    id: `override-${step}`,
    userId: 'ann',
    limits: {},
    reason: 'a deadline',
    createdBy: 'local',
    createdAt: at(step),
    expiresAt: at(expires),
    ...more,
  })

  it('are listed until their time is past, the oldest first, with the limits that they name', async () => {
    const db = await temporaryDatabase()
    const second = override(2, 20, { limits: { sweepsPerDay: 0, trainConcurrent: 5 } })
    const first = override(1, 10, { limits: { sweepsPerDay: 50 } })
    await insertQuotaOverride(db, second)
    await insertQuotaOverride(db, first)
    await insertQuotaOverride(db, override(3, 30, { userId: 'bob' }))
    expect(await listQuotaOverrides(db, 'ann', at(9))).toEqual([first, second])
    expect(await listQuotaOverrides(db, 'ann', at(10))).toEqual([second])
    expect(await listQuotaOverrides(db, 'ann', at(20))).toEqual([])
  })

  it.each([
    ['without a reason', { reason: '' }],
    ['that end before they begin', { expiresAt: at(0) }],
  ])('%s are refused', async (_, more) => {
    const db = await temporaryDatabase()
    await expect(insertQuotaOverride(db, override(1, 10, more))).rejects.toThrow(/CHECK/i)
  })
})

describe.each(['sweeps', 'train'] as const)('work of a user: %s', (kind) => {
  const prepared = async () => {
    const db = await temporaryDatabase()
    const insert = (step: number, status: 'queued' | 'running' | 'completed' | 'failed') => {
      const row = { ...work(step), status }
      return kind === 'sweeps'
        ? insertSweep(db, { ...row, spec: {} })
        : insertTraining(db, { ...row, config: {} })
    }
    return { db, insert }
  }

  it('counts from a time on, whatever became of it', async () => {
    const { db, insert } = await prepared()
    for (const [step, status] of (['completed', 'failed', 'queued', 'running'] as const).entries())
      await insert(step, status)
    expect(await countUserWork(db, kind, 'local', at(1))).toBe(3)
    expect(await countUserWork(db, kind, 'local', at(0))).toBe(4)
    expect(await countUserWork(db, kind, 'ann', at(0))).toBe(0)
    const other = kind === 'sweeps' ? 'train' : 'sweeps'
    expect(await countUserWork(db, other, 'local', at(0))).toBe(0)
  })

  it('is open while it waits or runs, in the order in which it was asked for', async () => {
    const { db, insert } = await prepared()
    await insert(2, 'queued')
    await insert(1, 'running')
    await insert(0, 'completed')
    expect(await listOpenWork(db, kind, 'local')).toEqual([
      { id: 'run-0001', owner: 'process-1', status: 'running', createdAt: at(1) },
      { id: 'run-0002', owner: 'process-1', status: 'queued', createdAt: at(2) },
    ])
    expect(await listOpenWork(db, kind, 'ann')).toEqual([])
  })

  it('is marked as running once', async () => {
    const { db, insert } = await prepared()
    const { id } = await insert(1, 'queued')
    await markRunning(db, kind, id, { owner: 'me', time: at(5) })
    await markRunning(db, kind, id, { owner: 'you', time: at(6) })
    const found = kind === 'sweeps' ? await findSweep(db, id) : await findTraining(db, id)
    expect(found).toMatchObject({ status: 'running', owner: 'me', startedAt: at(5) })
  })
})
