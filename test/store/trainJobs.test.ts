import { describe, expect, it } from 'vitest'
import { insertBacktest } from '../../src/store/backtests.ts'
import { reopenRun } from '../../src/store/leftRuns.ts'
import { deleteSelection, insertSelection, listSelections } from '../../src/store/selections.ts'
import { failStaleRuns } from '../../src/store/staleRuns.ts'
import { findTraining, insertTraining, listPromotedFrom, updateTraining } from '../../src/store/trainings.ts'
import { findTrainJob, listTrainJobs } from '../../src/store/trainJobs.ts'
import { allPages, at, temporaryDatabase, work } from './temporary.ts'

const selected = (step: number, modelId: string) => ({
  id: `selection-${step}`,
  createdAt: at(step),
  items: [{ backtestId: `run-${step}`, packId: 'adhoc', modelId, config: { kind: 'thr' }, lineage: {} }],
})

describe('the job of a training', () => {
  it('stands as its run does, whoever changes that', async () => {
    const db = await temporaryDatabase()
    await insertTraining(db, {
      ...work(1),
      config: { seed: 9_007_199_254_740_991 },
      lineage: { matrix_sha: 'm' },
    })
    const { id } = work(1)
    expect(await findTrainJob(db, id)).toMatchObject({
      kind: 'fit',
      status: 'running',
      seed: 9_007_199_254_740_991,
      algorithm: 'gbm',
      lineage: { matrix_sha: 'm' },
      attempt: 1,
    })
    await updateTraining(db, id, {
      progress: 40,
      lineage: { matrix_sha: 'm', model_sha: 's' },
      metrics: { accuracy: 0.5, importance: { features: [] }, reliability: {} },
      gateState: 'passed',
    })
    expect(await findTrainJob(db, id)).toMatchObject({ progress: 40, gateState: 'passed' })
    const { lineage, metrics } = (await findTrainJob(db, id)) ?? {}
    expect({ lineage, metrics }, 'the long parts are the run’s').toEqual({
      lineage: { matrix_sha: 'm', model_sha: 's' },
      metrics: { accuracy: 0.5 },
    })
    await failStaleRuns(db, () => false, at(5))
    expect(await findTrainJob(db, id)).toMatchObject({
      status: 'failed',
      finishedAt: at(5),
      error: { code: 'INTERNAL' },
    })
  })

  it('is opened again once, when it failed or was canceled', async () => {
    const db = await temporaryDatabase()
    const { id } = await insertTraining(db, { ...work(1), config: {} })
    const again = { owner: 'process-2', lineage: { engine_version: '2' } }
    expect(await reopenRun(db, 'training', id, again)).toBe(false)
    await updateTraining(db, id, {
      status: 'failed',
      finishedAt: at(2),
      error: { code: 'INTERNAL', message: 'x' },
    })
    expect(await reopenRun(db, 'training', id, again)).toBe(true)
    expect(await reopenRun(db, 'training', id, again)).toBe(false)
    expect(await findTrainJob(db, id)).toMatchObject({
      status: 'queued',
      attempt: 2,
      error: null,
      finishedAt: null,
      lineage: { engine_version: '2' },
    })
    expect(await findTraining(db, id)).toMatchObject({ owner: 'process-2', status: 'queued' })
  })

  it('is listed newest first, by model and by status, in pages', async () => {
    const db = await temporaryDatabase()
    for (const step of [1, 2, 3, 4, 5])
      await insertTraining(db, { ...work(step), modelId: step % 2 ? 'odd' : 'even', config: {} })
    await updateTraining(db, work(3).id, { status: 'completed' })
    const ids = async (filter: object) =>
      (await allPages(2, (page) => listTrainJobs(db, filter, page))).map(({ id }) => id)
    expect(await ids({})).toEqual([5, 4, 3, 2, 1].map((step) => work(step).id))
    expect(await ids({ modelId: 'odd' })).toEqual([5, 3, 1].map((step) => work(step).id))
    expect(await ids({ modelId: 'odd', status: 'completed' })).toEqual([work(3).id])
    expect(await listTrainJobs(db, { status: 'running' }, { limit: 1, offset: 9 })).toEqual({
      rows: [],
      total: 4,
    })
  })
})

describe('a promotion', () => {
  it('is found by its backtest, and outlives the selection that it came from', async () => {
    const db = await temporaryDatabase()
    await insertBacktest(db, { ...work(1), config: {} })
    await insertSelection(db, selected(1, 'a'))
    const override = { confirmation: 'why', tag: 't', reasons: ['min_trades'] }
    const job = { kind: 'promotion', selectionId: 'selection-1', override, config: { kind: 'thr' } } as const
    const { id } = await insertTraining(db, {
      ...work(2),
      config: {},
      promotedFrom: work(1).id,
      gateState: 'overridden',
      job,
    })
    const found = { promotedFrom: work(1).id, gateState: 'overridden', override, config: { kind: 'thr' } }
    expect(await findTrainJob(db, id)).toMatchObject({ ...found, selectionId: 'selection-1' })
    expect(await listPromotedFrom(db, work(1).id, 10)).toMatchObject([{ id }])
    expect(await deleteSelection(db, 'selection-1')).toBe(true)
    expect(await deleteSelection(db, 'selection-1')).toBe(false)
    expect(await findTrainJob(db, id)).toMatchObject({ ...found, selectionId: null })
  })
})

describe('selections', () => {
  it('are listed newest first, by model, with their items', async () => {
    const db = await temporaryDatabase()
    for (const [step, model] of ['a', 'b', 'a', 'a'].entries())
      await insertSelection(db, selected(step, model))
    const rows = await allPages(2, (page) => listSelections(db, { modelId: 'a' }, page))
    expect(rows).toEqual([3, 2, 0].map((step) => selected(step, 'a')))
    expect((await listSelections(db, {}, { limit: 1, offset: 0 })).total).toBe(4)
  })
})
