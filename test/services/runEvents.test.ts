import { hostname } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Parts } from '../../src/services/parts.ts'
import { type RunEvent, runEvents, waitForRun } from '../../src/services/runEvents.ts'
import { startWork } from '../../src/services/work.ts'
import { findBacktest, insertBacktest, updateBacktest } from '../../src/store/backtests.ts'
import { findSweep, insertSweep } from '../../src/store/sweeps.ts'
import { type TestHost, testHost } from '../server/testHost.ts'
import { at, work } from '../store/temporary.ts'

let host: TestHost
let parts: Parts
let isGone = false
const elsewhere = `1@${hostname()}#other`
const reported: [unknown, string][] = []

beforeAll(async () => {
  host = await testHost({
    change(all) {
      parts = {
        ...all,
        isAlive: (owner) => !isGone && all.isAlive(owner),
        reportBug: (error, where) => reported.push([error, where]),
      }
      return parts
    },
  })
})
afterAll(() => host.close())

async function allOf(events: AsyncGenerator<RunEvent>, onEvent: () => void = () => undefined) {
  const all: RunEvent[] = []
  for await (const event of events) {
    all.push(event)
    onEvent()
  }
  return all
}

describe('who follows a run of another process', () => {
  it('is told that it failed when that process goes', async () => {
    const run = await insertBacktest(parts.db, { ...work(1), owner: elsewhere, config: {} })
    const find = () => findBacktest(parts.db, run.id)
    const events = await allOf(runEvents(parts, run.id, find), () => {
      isGone = true
    })
    await expect(waitForRun(parts, run.id, find)).rejects.toMatchObject({ code: 'INTERNAL' })
    isGone = false
    expect(events.map(({ status }) => status)).toEqual(['running', 'failed'])
    expect(events[1].error).toMatchObject({ message: expect.stringContaining('ended before it was done') })
    expect(await find()).toMatchObject({ status: 'failed', error: events[1].error })
  })

  it('sees the variants of its sweep fail too', async () => {
    isGone = true
    const sweep = await insertSweep(parts.db, { ...work(2), owner: elsewhere, spec: {} })
    const variant = { ...work(3), owner: elsewhere, config: {}, sweepId: sweep.id }
    await insertBacktest(parts.db, variant)
    await allOf(runEvents(parts, sweep.id, () => findSweep(parts.db, sweep.id)))
    isGone = false
    expect((await findBacktest(parts.db, variant.id))?.status).toBe('failed')
  })
})

describe('who follows a run of this process', () => {
  it('is told that it failed when no job does it', async () => {
    const run = await insertBacktest(parts.db, { ...work(4), owner: parts.owner, config: {} })
    const events = await allOf(runEvents(parts, run.id, () => findBacktest(parts.db, run.id)))
    expect(events.map(({ status }) => status)).toEqual(['failed'])
  })

  it('waits for a variant while the job of its sweep goes on', async () => {
    const sweep = await insertSweep(parts.db, { ...work(5), owner: parts.owner, spec: {} })
    const variant = { ...work(6), owner: parts.owner, config: {}, sweepId: sweep.id }
    await insertBacktest(parts.db, variant)
    let finish: () => void = () => undefined
    parts.queue.submit(
      sweep.id,
      () =>
        new Promise((resolve) => {
          finish = resolve
        }),
    )
    await nextTurn()
    const events = allOf(
      runEvents(parts, variant.id, () => findBacktest(parts.db, variant.id)),
      () => {
        updateBacktest(parts.db, variant.id, { status: 'completed', finishedAt: at(9) }).catch(
          () => undefined,
        )
      },
    )
    expect((await events).map(({ status }) => status)).toEqual(['running', 'completed'])
    finish()
  })
})

describe('a failure that cannot be saved', () => {
  it('is reported with the reason, and told as it was to who follows and who waits', async () => {
    const run = await insertBacktest(parts.db, { ...work(7), owner: parts.owner, config: {} })
    const broken = new TypeError('the work broke')
    const full = new Error('the disk is full')
    const find = () => findBacktest(parts.db, run.id)
    startWork(parts, {
      kind: 'backtest',
      id: run.id,
      save: ({ status }) => (status === 'failed' ? Promise.reject(full) : Promise.resolve()),
      work: () => Promise.reject(broken),
    })
    await expect(parts.queue.finished(run.id)).rejects.toBe(broken)
    expect(reported.at(-1)).toEqual([expect.objectContaining({ errors: [broken, full] }), `run ${run.id}`])
    const events = await allOf(runEvents(parts, run.id, find))
    expect(events.at(-1)).toMatchObject({
      status: 'failed',
      error: { message: expect.stringContaining('unexpected TypeError') },
    })
    await expect(waitForRun(parts, run.id, find)).rejects.toMatchObject({
      message: expect.stringContaining('unexpected TypeError'),
    })
  })
})
