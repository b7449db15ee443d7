import type { Kysely } from 'kysely'
import { describe, expect, it } from 'vitest'
import {
  findBacktest,
  findBacktestByRequestKey,
  insertBacktest,
  listBacktests,
  updateBacktest,
} from '../../src/store/backtests.ts'
import {
  findBuild,
  findBuildByRequestKey,
  insertBuild,
  listBuilds,
  updateBuild,
} from '../../src/store/builds.ts'
import type { Listed, Page } from '../../src/store/page.ts'
import type { Database, RunStatus } from '../../src/store/schema.ts'
import {
  findSweep,
  findSweepByRequestKey,
  insertSweep,
  listSweeps,
  updateHeldSweep,
} from '../../src/store/sweeps.ts'
import {
  findTraining,
  findTrainingByRequestKey,
  insertTraining,
  listTrainings,
  updateTraining,
} from '../../src/store/trainings.ts'
import type { NewWork, Work, WorkChanges, WorkFilter } from '../../src/store/work.ts'
import { allPages, at, temporaryDatabase, work } from './temporary.ts'

type Db = Kysely<Database>

interface Repository {
  kind: string
  insert(db: Db, run: NewWork): Promise<Work>
  update(db: Db, id: string, changes: WorkChanges): Promise<unknown>
  find(db: Db, id: string): Promise<Work | undefined>
  findByRequestKey(db: Db, key: string): Promise<Work | undefined>
  list(db: Db, filter: WorkFilter, page: Page): Promise<Listed<Work>>
}

const repositories: Repository[] = [
  {
    kind: 'builds',
    insert: (db, run) => insertBuild(db, { ...run, config: {} }),
    update: updateBuild,
    find: findBuild,
    findByRequestKey: findBuildByRequestKey,
    list: listBuilds,
  },
  {
    kind: 'trainings',
    insert: (db, run) => insertTraining(db, { ...run, config: {} }),
    update: updateTraining,
    find: findTraining,
    findByRequestKey: findTrainingByRequestKey,
    list: listTrainings,
  },
  {
    kind: 'backtests',
    insert: (db, run) => insertBacktest(db, { ...run, config: {} }),
    update: updateBacktest,
    find: findBacktest,
    findByRequestKey: findBacktestByRequestKey,
    list: listBacktests,
  },
  {
    kind: 'sweeps',
    insert: (db, run) => insertSweep(db, { ...run, spec: {} }),
    update: (db, id, changes) => updateHeldSweep(db, id, { owner: work(1).owner, attempt: 0 }, changes),
    find: findSweep,
    findByRequestKey: findSweepByRequestKey,
    list: listSweeps,
  },
]

const ids = (rows: Work[]) => rows.map(({ id }) => id)
const everything = { limit: 200, offset: 0 }

describe.each(repositories)(
  'the repository of $kind',
  ({ kind, insert, update, find, findByRequestKey, list }) => {
    it('finds what was inserted, and undefined for what was not', async () => {
      const db = await temporaryDatabase()
      const stored = await insert(db, { ...work(1), tag: 'nightly', lineage: { matrix_sha: 'abc' } })
      expect(stored).toMatchObject({
        ...work(1),
        tag: 'nightly',
        lineage: { matrix_sha: 'abc' },
        error: null,
      })
      expect(await find(db, stored.id)).toEqual(stored)
      expect(await find(db, 'another')).toBeUndefined()
    })

    it('changes what is named and leaves the rest', async () => {
      const db = await temporaryDatabase()
      await insert(db, { ...work(1), tag: 'nightly', lineage: { matrix_sha: 'abc' } })
      const error = { code: 'UNPROCESSABLE', message: 'only one class', next: 'Take a longer window.' }
      await update(db, work(1).id, { status: 'failed', error, finishedAt: at(9) })
      const changed = await find(db, work(1).id)
      expect(changed).toMatchObject({
        ...work(1),
        status: 'failed',
        error,
        finishedAt: at(9),
        tag: 'nightly',
      })
      expect(changed?.lineage).toEqual({ matrix_sha: 'abc' })
      await update(db, work(1).id, { error: null })
      expect((await find(db, work(1).id))?.error, 'null empties').toBeNull()
    })

    it('refuses to change what is not there', async () => {
      const db = await temporaryDatabase()
      const changing = update(db, 'another', { status: 'failed' })
      // Whoever works on a sweep may have lost it to another process, which is no fault.
      if (kind === 'sweeps') expect(await changing).toBe(false)
      else await expect(changing).rejects.toMatchObject({ code: 'NOT_FOUND' })
    })

    it('refuses a running one that nobody owns', async () => {
      const db = await temporaryDatabase()
      await expect(insert(db, { ...work(1), owner: null })).rejects.toThrow(/check constraint/i)
    })

    it('finds an equal request that is done or on its way, the newest first', async () => {
      const db = await temporaryDatabase()
      const statuses: RunStatus[] = ['completed', 'running', 'failed', 'canceled']
      for (const [step, status] of statuses.entries())
        await insert(db, { ...work(step), requestKey: 'same', status })
      expect((await findByRequestKey(db, 'same'))?.id).toBe(work(1).id)
      await update(db, work(1).id, { status: 'canceled' })
      expect((await findByRequestKey(db, 'same'))?.id).toBe(work(0).id)
      await update(db, work(0).id, { status: 'failed' })
      expect(await findByRequestKey(db, 'same')).toBeUndefined()
    })

    it('lists the newest first, of equal times the later id, and its pages never overlap', async () => {
      const db = await temporaryDatabase()
      for (let step = 0; step < 23; step++) {
        await insert(db, { ...work(step), createdAt: at(Math.floor(step / 5)) })
      }
      const whole = await list(db, {}, everything)
      expect(whole.total).toBe(23)
      expect(ids(whole.rows).slice(0, 4)).toEqual([22, 21, 20, 19].map((step) => work(step).id))
      for (const limit of [1, 4, 5, 7]) {
        expect(ids(await allPages(limit, (page) => list(db, {}, page)))).toEqual(ids(whole.rows))
      }
      expect(await list(db, {}, { limit: 5, offset: 99 })).toEqual({ rows: [], total: 23 })
    })

    it('filters before it pages, and counts what the filter leaves', async () => {
      const db = await temporaryDatabase()
      for (let step = 0; step < 12; step++) {
        await insert(db, {
          ...work(step),
          packId: step % 2 ? 'longsigma' : 'swingsigma',
          modelId: step % 3 ? 'spy' : 'qqq',
          tag: step > 5 ? 'late' : null,
          status: step % 4 ? 'running' : 'completed',
        })
      }
      const found = async (filter: WorkFilter) => ids((await list(db, filter, everything)).rows).reverse()
      const steps = (...numbers: number[]) => numbers.map((step) => work(step).id)
      expect(await found({ packId: 'longsigma' })).toEqual(steps(1, 3, 5, 7, 9, 11))
      expect(await found({ packId: 'longsigma', modelId: 'qqq' })).toEqual(steps(3, 9))
      expect(await found({ tag: 'late', status: 'completed' })).toEqual(steps(8))
      expect(await found({ start: at(2), end: at(4) })).toEqual(steps(2, 3, 4))
      expect(await list(db, { tag: 'late' }, { limit: 2, offset: 0 })).toMatchObject({ total: 6 })
    })
  },
)
