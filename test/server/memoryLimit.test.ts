import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Parts } from '../../src/services/parts.ts'
import { type TestHost, testHost, writeFeatureCsv } from './testHost.ts'

let host: TestHost
/** What each batch of fits was told. */
let threads: (number | undefined)[] = []

const observed = ({ fits: pool }: Parts): Partial<Parts> => ({
  fits: {
    ...pool,
    run(columns, tasks, options) {
      threads.push(options.threads)
      return pool.run(columns, tasks, { ...options, threads: 1 })
    },
  },
})

beforeAll(async () => {
  host = await testHost({ threads: 4, change: observed })
  writeFeatureCsv(host.workspace)
})
afterAll(() => host.close())

const request = {
  csv: 'features.csv',
  columns: { return: 'ret_fwd' },
  splits: 2,
  inner_folds: 2,
  hyperparams: { rounds: 3, depth: 2 },
  top_pct_variants: [0.1, 0.2],
}

async function swept(body: object) {
  threads = []
  const { sweep_id, warnings } = (await host.post('/sweeps/run', body)).body
  await host.events(`/sweeps/${sweep_id}/events`)
  return { sweep_id, warnings, threads: [...new Set(threads)] }
}

it('fits on fewer threads where that stays within the limit, and says so', async () => {
  const lowered = await swept({ ...request, memory_limit: '308MB' })
  expect(lowered.threads).toEqual([2])
  expect(lowered.warnings).toContainEqual(
    expect.stringMatching(
      /^fits on 2 of 4 threads: 4 would take about \d+\.\d MB, and the memory limit is 308\.0 MB$/,
    ),
  )
  const free = await swept({ ...request, memory_limit: '4GB', force: true })
  expect(free.threads).toEqual([undefined])
  expect(free.warnings.filter((warning) => warning.includes('memory'))).toEqual([])
})

it('plans with as many threads as a sweep would have', async () => {
  const answer = await host.post('/sweeps/plan', { ...request, memory_limit: '308MB' })
  expect(answer.body).toMatchObject({ threads: 2 })
  expect(Reflect.get(answer.body, 'memory_bytes')).toBeLessThan(308e6)
})

it('takes an equal sweep for the same, whatever its limit', async () => {
  await swept(request)
  const again = await host.post('/sweeps/run', { ...request, memory_limit: '1GB' })
  expect(again.body).toMatchObject({ deduplicated: true })
})

it('refuses what is too large before it reads it, with the numbers', async () => {
  appendFileSync(
    join(host.workspace, writeFeatureCsv(host.workspace, 'faulty.csv', 20_000)),
    'no,row,of,numbers\n',
  )
  const faulty = { ...request, csv: 'faulty.csv' }
  expect((await host.post('/sweeps/run', faulty)).body.error.code).toBe('INVALID_PARAM')
  const { status, body } = await host.post('/sweeps/run', { ...faulty, memory_limit: '100MB' })
  expect(status).toBe(422)
  expect(body.error).toMatchObject({
    code: 'UNPROCESSABLE',
    message: expect.stringContaining('the memory limit is 100.0 MB'),
    next: expect.stringContaining('--memory-limit'),
    details: { limit_bytes: 100_000_000, columns: 4 },
  })
  expect(Number(Reflect.get(body.error.details, 'rows')) / 20_000).toBeCloseTo(1, 1)
})

it('refuses one whose trees alone are too large', async () => {
  const { body } = await host.post('/sweeps/run', {
    ...request,
    csv: writeFeatureCsv(host.workspace, 'long.csv', 6_000),
    hyperparams: { rounds: 1, depth: 12, max_bins: 256 },
    memory_limit: '263MB',
  })
  expect(body.error).toMatchObject({ code: 'UNPROCESSABLE', details: { limit_bytes: 263e6 } })
})

it('keeps to the limit of the process too, and refuses what is no size', async () => {
  const { body } = await host.post('/sweeps/run', { ...request, memory_limit: 'much' })
  expect(body.error.details.field_errors).toMatchObject([{ field: 'memory_limit' }])
  const limited = await testHost({ flags: { memory_limit: '100MB' } })
  try {
    writeFeatureCsv(limited.workspace)
    const refused = await limited.post('/sweeps/run', { ...request, memory_limit: '4GB' })
    expect(refused.body.error.details).toMatchObject({ limit_bytes: 100e6 })
  } finally {
    await limited.close()
  }
})
