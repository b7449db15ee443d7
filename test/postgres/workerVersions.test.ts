import { expect, it } from 'vitest'
import { workAsOneOfMany } from '../../src/services/worker.ts'
import { listWorkers, seeWorker } from '../../src/store/workers.ts'
import { sigma } from '../e2e/workspace.ts'
import { isUnbuilt } from '../server/testHost.ts'
import { opened, sharedWorkspace, worker } from './sharedWork.ts'

const options = { queues: ['runs'] as const, concurrency: 1, host: 'there' }

it('a worker of another version than those that are there is refused', async () => {
  const given = await sharedWorkspace()
  await worker(given)
  const { parts, shared } = await opened(given)
  const other = { ...parts, engineVersion: '99.0.0' }
  await expect(workAsOneOfMany(other, shared, options, new AbortController().signal)).rejects.toMatchObject({
    code: 'CONFLICT',
    message: expect.stringContaining(`${parts.engineVersion} on here, and this is 99.0.0`),
  })
  expect(await listWorkers(parts.db), 'the one that was there stays').toHaveLength(1)
})

it('of workers of several versions that come at once those of one version stay', async () => {
  const given = await sharedWorkspace()
  const stopping = new AbortController()
  const all = await Promise.all(
    ['1', '2', '3'].map(async (engineVersion) => {
      const { parts, shared } = await opened(given)
      return { parts: { ...parts, engineVersion }, shared }
    }),
  )
  const joined = await Promise.allSettled(
    all.map(({ parts, shared }) => workAsOneOfMany(parts, shared, options, stopping.signal)),
  )
  const stayed = await listWorkers(all[0].parts.db)
  stopping.abort()
  for (const one of joined) if (one.status === 'fulfilled') await one.value.ended
  expect(stayed).toHaveLength(1)
  expect(joined.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected'])
})

it.skipIf(isUnbuilt)('a command that is refused does not say before that it takes work', async () => {
  const given = await sharedWorkspace()
  const { parts } = await opened(given)
  const other = { owner: '1@there#1', version: '99.0.0', host: 'there', queues: ['fits'], concurrency: 1 }
  await seeWorker(parts.db, other)
  const { database_url, db_schema, jobs } = given.flags
  const ended = await sigma(given.workspace, ['worker'], {
    ...{ DATABASE_URL: database_url, DB_SCHEMA: db_schema, SIGMA_JOBS: jobs },
  })
  expect(ended).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining(`1 worker is of another version: 99.0.0 on there`),
  })
})
