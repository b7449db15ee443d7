import { describe, expect, it } from 'vitest'
import { findBacktest, insertBacktest } from '../../src/store/backtests.ts'
import { findBuild, insertBuild } from '../../src/store/builds.ts'
import { isCancelRequested, requestCancel } from '../../src/store/cancelRequests.ts'
import { endLeftRun, leaveRun, listLeftRuns, reopenRun } from '../../src/store/leftRuns.ts'
import { failStaleRuns } from '../../src/store/staleRuns.ts'
import { findTraining, insertTraining } from '../../src/store/trainings.ts'
import { at, temporaryDatabase, work } from './temporary.ts'

const asked = { config: { seed: 7 }, params: { model_id: 'spy' } }

describe('left trainings', () => {
  it('wait without an owner once their process leaves them, oldest first', async () => {
    const db = await temporaryDatabase()
    for (const number of [2, 1]) await insertTraining(db, { ...work(number), ...asked, owner: 'here' })
    expect(await leaveRun(db, 'training', work(1).id, 'another')).toBe(false)
    expect(await listLeftRuns(db, 'training')).toEqual([])
    expect(await leaveRun(db, 'training', work(1).id, 'here')).toBe(true)
    expect(await leaveRun(db, 'training', work(2).id, 'here')).toBe(true)
    expect(await listLeftRuns(db, 'training')).toEqual([work(1).id, work(2).id])
    expect(await findTraining(db, work(1).id)).toMatchObject({ status: 'queued', owner: null, progress: 0 })
  })

  it('are those of a process that is gone too, but for one that was to be stopped or tells not what was asked', async () => {
    const db = await temporaryDatabase()
    for (const number of [1, 2]) await insertTraining(db, { ...work(number), ...asked, owner: 'gone' })
    await insertTraining(db, { ...work(3), config: {}, owner: 'gone' })
    await requestCancel(db, 'training', work(2).id, at(5))
    const stale = await failStaleRuns(db, () => false, at(9))
    expect(stale.map(({ id }) => id).sort()).toEqual([1, 2, 3].map((number) => work(number).id))
    const states = await Promise.all([1, 2, 3].map((number) => findTraining(db, work(number).id)))
    expect(states.map((run) => run?.status)).toEqual(['queued', 'canceled', 'failed'])
    expect(await listLeftRuns(db, 'training')).toEqual([work(1).id])
  })

  it('are given up once five processes ended while they had them, so that none takes every server with it', async () => {
    const db = await temporaryDatabase()
    await insertTraining(db, { ...work(1), ...asked, owner: 'process 1' })
    const statuses: (string | undefined)[] = []
    for (const next of [2, 3, 4, 5, 6]) {
      await failStaleRuns(db, () => false, at(9))
      statuses.push((await findTraining(db, work(1).id))?.status)
      if (statuses.at(-1) === 'queued')
        await reopenRun(db, 'training', work(1).id, { owner: `process ${next}`, lineage: {} })
    }
    expect(statuses).toEqual(['queued', 'queued', 'queued', 'queued', 'failed'])
    expect(await reopenRun(db, 'training', work(1).id, { owner: 'whoever retries', lineage: {} })).toBe(true)
  })

  it('are ended once, and not when somebody has them', async () => {
    const db = await temporaryDatabase()
    await insertTraining(db, { ...work(1), ...asked, owner: 'here' })
    const canceled = { status: 'canceled', finishedAt: at(9) } as const
    expect(await endLeftRun(db, 'training', work(1).id, canceled)).toBe(false)
    await leaveRun(db, 'training', work(1).id, 'here')
    expect(await endLeftRun(db, 'training', work(1).id, canceled)).toBe(true)
    expect(await endLeftRun(db, 'training', work(1).id, canceled)).toBe(false)
    expect(await findTraining(db, work(1).id)).toMatchObject({ status: 'canceled', finishedAt: at(9) })
  })
})

describe.each([
  ['build', insertBuild, findBuild],
  ['backtest', insertBacktest, findBacktest],
] as const)('a left %s', (kind, insert, find) => {
  const request = { tag: 'asked' }

  it('waits when it tells what was asked for, and is failed else', async () => {
    const db = await temporaryDatabase()
    for (const number of [1, 2]) await insert(db, { ...work(number), config: {}, request, owner: 'gone' })
    await insert(db, { ...work(3), config: {}, owner: 'gone' })
    expect(await leaveRun(db, kind, work(3).id, 'gone')).toBe(false)
    expect(await leaveRun(db, kind, work(1).id, 'gone')).toBe(true)
    await failStaleRuns(db, () => false, at(9))
    const states = await Promise.all([1, 2, 3].map((number) => find(db, work(number).id)))
    expect(states.map((run) => run?.status)).toEqual(['queued', 'queued', 'failed'])
    expect(await listLeftRuns(db, kind)).toEqual([work(1).id, work(2).id])
    expect(states[0]).toMatchObject({ request, owner: null, progress: 0 })
  })

  it('is canceled when it was to be stopped, until it is begun anew', async () => {
    const db = await temporaryDatabase()
    await insert(db, { ...work(1), config: {}, request, owner: 'gone' })
    expect(await isCancelRequested(db, kind, work(1).id)).toBe(false)
    await requestCancel(db, kind, work(1).id, at(5))
    expect(await isCancelRequested(db, kind, work(1).id)).toBe(true)
    expect(await leaveRun(db, kind, work(1).id, 'gone'), 'it is to end').toBe(false)
    await failStaleRuns(db, () => false, at(9))
    expect((await find(db, work(1).id))?.status).toBe('canceled')
    await requestCancel(db, kind, work(1).id, at(10))
    expect(await reopenRun(db, kind, work(1).id, { owner: 'again', lineage: {} })).toBe(true)
    expect(await isCancelRequested(db, kind, work(1).id)).toBe(false)
  })

  it('is given up once five processes ended while they had it', async () => {
    const db = await temporaryDatabase()
    await insert(db, { ...work(1), config: {}, request, owner: 'process 1' })
    const statuses: (string | undefined)[] = []
    for (const next of [2, 3, 4, 5, 6]) {
      await failStaleRuns(db, () => false, at(9))
      statuses.push((await find(db, work(1).id))?.status)
      if (statuses.at(-1) === 'queued')
        expect(await reopenRun(db, kind, work(1).id, { owner: `process ${next}`, lineage: {} })).toBe(true)
    }
    expect(statuses).toEqual(['queued', 'queued', 'queued', 'queued', 'failed'])
  })
})
