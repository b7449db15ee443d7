import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findOrInsert } from '../../src/services/asked.ts'
import type { Parts } from '../../src/services/parts.ts'
import { resolveSubject } from '../../src/services/subject.ts'
import { findPolicySnapshot } from '../../src/store/policies.ts'
import { modelId, type TestHost, testHost } from '../server/testHost.ts'

let host: TestHost
let parts: Parts
beforeAll(async () => {
  host = await testHost({
    change(all) {
      parts = all
      return {}
    },
  })
})
afterAll(() => host.close())

describe('equal requests', () => {
  it('that come together insert once, whatever happens between the look and the insert', async () => {
    const subject = await resolveSubject(parts, { modelId })
    const rows: { id: number }[] = []
    const ask = (force = false) =>
      findOrInsert(parts, {
        subject,
        force,
        async find() {
          const known = rows.at(-1)
          await nextTurn()
          return known
        },
        async insert() {
          const row = { id: rows.length }
          rows.push(row)
          return row
        },
      })
    const answers = await Promise.all([ask(), ask(), ask()])
    expect(rows).toHaveLength(1)
    expect(answers.map(({ deduplicated }) => deduplicated).sort()).toEqual([false, true, true])
    expect(await ask(true)).toEqual({ run: { id: 1 }, deduplicated: false })
    const sha = subject.lineage.policy_sha ?? ''
    expect(await findPolicySnapshot(parts.db, sha)).toEqual(subject.policy)
  })
})
