import { readdirSync } from 'node:fs'
import { getPriority } from 'node:os'
import { afterAll, describe, expect, it } from 'vitest'
import type { FitTask } from '../../src/core/backtest/index.ts'
import { defaultBoosterParams } from '../../src/core/boosting/index.ts'
import { fitPool } from '../../src/jobs/fitPool.ts'
import type { FitProgress } from '../../src/jobs/fitProgress.ts'
import { isLong } from '../../src/jobs/fitWork.ts'
import { timedFit } from '../../src/jobs/timedFit.ts'
import { isUnbuilt } from '../server/testHost.ts'

const rows = 20_000
const columns = Array.from({ length: 30 }, (_, column) =>
  Float64Array.from({ length: rows }, (_, row) => (row * (2 * column + 7919)) % 1009),
)
const all = Int32Array.from({ length: rows }, (_, row) => row)

/** A fit on the first rows. */
function task(count: number, rounds: number): FitTask {
  const trainRows = all.subarray(0, count)
  return {
    fold: 0,
    inner: 'final',
    trainRows,
    labels: Float64Array.from(trainRows, (row) => (columns[0][row] > 500 ? 1 : 0)),
    validation: null,
    predictRows: all.subarray(0, 10),
    params: { ...defaultBoosterParams, rounds },
  }
}

const long = task(rows, 50)
const short = task(200, 5)
const endless = task(rows, 100_000)

const pools = {
  alone: fitPool({ threads: 1 }),
  threaded: fitPool({ threads: 2 }),
  serving: fitPool({ threads: 1, answersOthers: true }),
  another: fitPool({ threads: 1, answersOthers: true }),
}
afterAll(() => Promise.all(Object.values(pools).map((pool) => pool.close())))

async function run(pool: keyof typeof pools, tasks: FitTask[], signal = new AbortController().signal) {
  let turns = 0
  const timer = setInterval(() => turns++, 5)
  const told: FitProgress[] = []
  const ended: number[] = []
  try {
    const results = await pools[pool].run(columns, tasks, {
      signal,
      onProgress: (_, progress) => told.push(progress),
      onFit: (index) => ended.push(index),
    })
    return { turns, told, ended, results: results.map(({ binMs: _, ...result }) => result) }
  } finally {
    clearInterval(timer)
  }
}

/** Threads of this process whose priority is below that of the calling one. */
function behind(): string[] {
  const tasks = readdirSync('/proc/self/task')
  return tasks.filter((thread) => getPriority(Number(thread)) > getPriority())
}

describe.skipIf(isUnbuilt)('fitPool', () => {
  it('lets others have their turn during a long fit, also with one thread, and fits the same model', async () => {
    expect(isLong(long, columns.length)).toBe(true)
    const { binMs, ...here } = timedFit(columns, long, { threads: 1 }, () => undefined)
    expect(binMs).toBeGreaterThan(0)
    for (const pool of ['alone', 'threaded'] as const) {
      const { turns, results } = await run(pool, [long])
      expect(turns, pool).toBeGreaterThan(5)
      expect(results, pool).toEqual([here])
    }
  })

  it.each([
    ['alone', short],
    ['threaded', long],
  ] as const)('leaves boosters out where only scores are wanted (%s)', async (pool, task) => {
    const options = { signal: new AbortController().signal, onFit: () => undefined }
    const [whole] = await pools[pool].run(columns, [task], options)
    const [scores] = await pools[pool].run(columns, [task], { ...options, scoresOnly: true })
    expect(whole.booster?.trees.length).toBe(task.params.rounds)
    expect(scores.booster).toBeNull()
    expect(scores.probability).toEqual(whole.probability)
  })

  it('never fits in the thread that answers others, though it has one worker only', async () => {
    expect((await run('serving', [long])).turns).toBeGreaterThan(5)
  })

  it.runIf(process.platform === 'linux')(
    'has its workers stand behind the thread that answers others, and behind no other',
    async () => {
      const [own, before] = [getPriority(), behind()]
      await run('threaded', [long])
      expect(behind()).toEqual(before)
      await run('another', [long])
      expect(behind().length).toBeGreaterThan(before.length)
      expect(getPriority()).toBe(own)
    },
  )

  it('does short fits of one thread where they were asked for', async () => {
    expect(isLong(short, columns.length)).toBe(false)
    const { results, ended, told } = await run('alone', [short, short])
    expect(ended).toEqual([0, 1])
    expect(results[0]).toEqual(results[1])
    expect(told.map(({ rounds }) => rounds)).toContain(5)
  })

  it('does quick fits where they were asked for also when it has threads, unless these are wanted', async () => {
    // Who fits is seen by where a fault comes from.
    const infinite = columns.with(3, columns[3].with(7, Number.POSITIVE_INFINITY))
    const isHere = async (tasks: FitTask[], wanted: { inThreads?: boolean } = {}) => {
      const options = { signal: new AbortController().signal, onFit: () => undefined, ...wanted }
      const fault: unknown = await pools.threaded.run(infinite, tasks, options).catch((error) => error)
      if (!(fault instanceof Error)) throw new Error('nothing is wrong with the data')
      return fault.stack?.includes('plainError') === false
    }
    expect(await isHere([short, short])).toBe(true)
    expect(await isHere([short, short], { inThreads: true })).toBe(false)
    expect(await isHere([long, short])).toBe(false)
  })

  it('tells of the rounds of a fit in another thread: first that there are none yet, then more and more', async () => {
    const tail = { rows: all.subarray(0, 100), labels: long.labels.subarray(0, 100), rounds: 50 }
    const { told } = await run('alone', [{ ...long, validation: tail }])
    const [first, ...rest] = told
    expect(first).toEqual({ round: 0, rounds: 50, loss: null, heldOutLoss: null })
    expect(rest.length).toBeGreaterThan(0)
    expect(rest.map(({ round }) => round)).toEqual(rest.map(({ round }) => round).toSorted((a, b) => a - b))
    for (const { loss, heldOutLoss } of rest) {
      expect(loss).toBeLessThan(Math.LN2)
      expect(heldOutLoss).toBeGreaterThan(0)
    }
  })

  it('ends a fit in the middle when it is canceled, and fits again after', async () => {
    const controller = new AbortController()
    const told: number[] = []
    const running = pools.alone.run(columns, [endless], {
      signal: controller.signal,
      onProgress(_, { round }) {
        told.push(round)
        if (round > 0) controller.abort(new Error('enough'))
      },
      onFit: () => undefined,
    })
    await expect(running).rejects.toThrow()
    expect(controller.signal.aborted).toBe(true)
    expect(told.at(-1)).toBeLessThan(1_000)
    expect((await run('alone', [long])).ended).toEqual([0])
  })

  it('passes on what is wrong with the data as it was said in the other thread', async () => {
    const infinite = columns.with(3, columns[3].with(7, Number.POSITIVE_INFINITY))
    const running = pools.serving.run(infinite, [short], {
      signal: new AbortController().signal,
      onFit: () => undefined,
    })
    await expect(running).rejects.toMatchObject({
      name: 'SigmaError',
      message: expect.stringMatching(/row 7/),
    })
  })
})
