import { afterAll, describe, expect, it } from 'vitest'
import type { FitTask } from '../../src/core/backtest/index.ts'
import { defaultBoosterParams } from '../../src/core/boosting/index.ts'
import { fitPool } from '../../src/jobs/fitPool.ts'
import { isUnbuilt } from '../server/testHost.ts'

const rows = 20_000
const columns = Array.from({ length: 30 }, (_, column) =>
  Float64Array.from({ length: rows }, (_, row) => (row * (2 * column + 7919)) % 1009),
)
const all = Int32Array.from({ length: rows }, (_, row) => row)
const longTask: FitTask = {
  fold: 0,
  inner: 'final',
  trainRows: all,
  labels: Float64Array.from(all, (row) => (columns[0][row] > 500 ? 1 : 0)),
  validation: null,
  predictRows: all.subarray(0, 10),
  params: { ...defaultBoosterParams, rounds: 50 },
}

const pools = {
  alone: fitPool({ threads: 1 }),
  threaded: fitPool({ threads: 2 }),
  serving: fitPool({ threads: 1, answersOthers: true }),
}
afterAll(() => Promise.all(Object.values(pools).map((pool) => pool.close())))

async function run(pool: keyof typeof pools) {
  let turns = 0
  const timer = setInterval(() => turns++, 5)
  const [{ binMs, ...result }] = await pools[pool].run(columns, [longTask], {
    signal: new AbortController().signal,
    onFit: () => {},
  })
  clearInterval(timer)
  expect(binMs).toBeGreaterThan(0)
  return { turns, result }
}

describe.skipIf(isUnbuilt)('fitPool', () => {
  it('lets others have their turn during a long fit, when it has threads, and fits the same model', async () => {
    const alone = await run('alone')
    const threaded = await run('threaded')
    expect(alone.turns).toBeLessThan(5)
    expect(threaded.turns).toBeGreaterThan(5)
    expect(threaded.result).toEqual(alone.result)
  })

  it('never fits in the thread that answers others, though it has one worker only', async () => {
    expect((await run('serving')).turns).toBeGreaterThan(5)
  })
})
