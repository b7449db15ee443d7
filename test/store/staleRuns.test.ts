import { describe, expect, it } from 'vitest'
import { findBacktest, insertBacktest } from '../../src/store/backtests.ts'
import { findBuild, insertBuild } from '../../src/store/builds.ts'
import { failStaleRuns } from '../../src/store/staleRuns.ts'
import { findSweep, insertSweep } from '../../src/store/sweeps.ts'
import { findTraining, insertTraining } from '../../src/store/trainings.ts'
import { at, temporaryDatabase, work } from './temporary.ts'

const isAlive = (owner: string) => owner === 'alive'

describe('failStaleRuns', () => {
  it('fails the work of a process that is gone, of every kind, and says which process it was', async () => {
    const db = await temporaryDatabase()
    const gone = { ...work(1), owner: 'gone' }
    await insertBuild(db, { ...gone, config: {} })
    await insertTraining(db, { ...gone, config: {} })
    await insertBacktest(db, { ...gone, config: {} })
    await insertSweep(db, { ...gone, spec: {} })

    const stale = await failStaleRuns(db, isAlive, at(9))

    expect(stale.map(({ kind }) => kind)).toEqual(['build', 'training', 'backtest', 'sweep'])
    expect(stale[0]).toEqual({ kind: 'build', id: gone.id, owner: 'gone' })
    for (const find of [findBuild, findTraining, findBacktest, findSweep]) {
      expect(await find(db, gone.id)).toMatchObject({
        status: 'failed',
        finishedAt: at(9),
        error: { code: 'INTERNAL', message: expect.stringContaining('gone'), next: expect.any(String) },
      })
    }
    expect(await failStaleRuns(db, isAlive, at(10)), 'a second look finds nothing').toEqual([])
  })

  it('leaves alone what is done, what somebody works on, and what waits for anybody', async () => {
    const db = await temporaryDatabase()
    await insertBuild(db, { ...work(1), config: {}, owner: 'gone', status: 'completed' })
    await insertBuild(db, { ...work(2), config: {}, owner: 'alive' })
    await insertBuild(db, { ...work(3), config: {}, owner: null, status: 'queued' })
    await insertBuild(db, { ...work(4), config: {}, owner: 'gone', status: 'queued' })
    expect((await failStaleRuns(db, isAlive, at(9))).map(({ id }) => id)).toEqual([work(4).id])
  })
})
