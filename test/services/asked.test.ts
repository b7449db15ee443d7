import { hostname } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findOrInsert } from '../../src/services/asked.ts'
import type { Parts } from '../../src/services/parts.ts'
import { resolveSubject, type Subject } from '../../src/services/subject.ts'
import { findBuild, findBuildByRequestKey, insertBuild } from '../../src/store/builds.ts'
import { findPolicySnapshot } from '../../src/store/policies.ts'
import { modelId, type TestHost, testHost } from '../server/testHost.ts'
import { work } from '../store/temporary.ts'

let host: TestHost
let parts: Parts
let subject: Subject
beforeAll(async () => {
  host = await testHost({
    change(all) {
      parts = all
      return {}
    },
  })
  subject = await resolveSubject(parts, { modelId })
})
afterAll(() => host.close())

let rows = 0
const row = (
  requestKey: string,
  more: { owner?: string; status?: 'queued' | 'running' | 'completed' } = {},
) => {
  rows++
  return { ...work(rows), requestKey, owner: parts.owner, status: 'queued' as const, config: {}, ...more }
}

const ask = (requestKey: string, force = false) =>
  findOrInsert(parts, {
    subject,
    requestKey,
    force,
    async find(db) {
      const known = await findBuildByRequestKey(db, requestKey)
      await nextTurn()
      return known
    },
    insert: (db) => insertBuild(db, row(requestKey)),
  })

const gone = (pid: number) => `${pid}@${hostname()}#gone`

describe('equal requests', () => {
  it('that come together insert once, whatever happens between the look and the insert', async () => {
    const answers = await Promise.all([ask('together'), ask('together'), ask('together')])
    expect(new Set(answers.map(({ run }) => run.id)).size).toBe(1)
    expect(answers.map(({ deduplicated }) => deduplicated).sort()).toEqual([false, true, true])
    const forced = await ask('together', true)
    expect(forced.deduplicated).toBe(false)
    expect(forced.run.id).not.toBe(answers[0].run.id)
    const sha = subject.lineage.policy_sha ?? ''
    expect(await findPolicySnapshot(parts.db, sha)).toEqual(subject.policy)
  })

  it.each([
    ['whose process is gone', () => gone(999_999_999)],
    ['of a process that had our number', () => gone(process.pid)],
    ['of ours that no job does', () => parts.owner],
  ])('do not wait for a run %s, which is failed', async (name, owner) => {
    for (const status of ['queued', 'running'] as const) {
      const left = await insertBuild(parts.db, row(name, { owner: owner(), status }))
      const { run, deduplicated } = await ask(name, false)
      expect(deduplicated).toBe(false)
      expect(await findBuild(parts.db, left.id)).toMatchObject({
        status: 'failed',
        finishedAt: expect.any(String),
        error: { code: 'INTERNAL', message: expect.stringContaining('ended before it was done') },
      })
      expect((await findBuild(parts.db, run.id))?.status).toBe('queued')
      await parts.db.deleteFrom('build_runs').where('id', '=', run.id).execute()
    }
  })

  it('are answered by one that is done, below one that was left', async () => {
    const done = await insertBuild(parts.db, row('below', { owner: gone(1), status: 'completed' }))
    await insertBuild(parts.db, row('below', { owner: gone(999_999_999) }))
    expect(await ask('below')).toMatchObject({ run: { id: done.id }, deduplicated: true })
  })

  it('share a run that goes on here, or where nobody can ask', async () => {
    const here = await insertBuild(parts.db, row('here', { status: 'running' }))
    parts.queue.submit(
      here.id,
      ({ signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
    )
    const elsewhere = await insertBuild(parts.db, row('elsewhere', { owner: '7@elsewhere#its' }))
    expect(await ask('here')).toMatchObject({ run: { id: here.id, status: 'running' }, deduplicated: true })
    expect(await ask('elsewhere')).toMatchObject({ run: { id: elsewhere.id }, deduplicated: true })
  })
})
