import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { sql } from 'kysely'
import { expect, it, onTestFinished } from 'vitest'
import { verifyStoredAudit } from '../../src/host/audit.ts'
import { serve } from '../../src/host/serve.ts'
import { verifyAudit } from '../../src/services/verifyAudit.ts'
import { insertAuditEntry } from '../../src/store/audit.ts'
import { backUpStore } from '../../src/store/backup.ts'
import { openDatabase } from '../../src/store/database.ts'
import { inTransaction } from '../../src/store/transaction.ts'
import { modelId, temporaryWorkspace, testSettings } from '../server/testHost.ts'
import { at, temporaryFolder } from '../store/temporary.ts'
import { giveBackSchema, takeSchema } from './schemas.ts'

it('servers of one database write one chain together', async () => {
  const workspace = temporaryWorkspace()
  const settings = await testSettings(workspace)
  const start = () => serve({ workspace, settings, threads: 1, host: '127.0.0.1', port: 0 })
  const servers = [await start(), await start(), await start()]
  try {
    const writes = Array.from({ length: 90 }, async (_, index) => {
      const { url } = servers[index % servers.length]
      const isQuota = index % 5 === 0
      const body = isQuota
        ? { user_id: 'ann', limits: { sweeps_per_day: index } }
        : { model_id: modelId, policy: { risk: {}, execution: { slippage_bps: index }, alerting: {} } }
      const path = isQuota ? '/admin/quotas' : '/policy'
      const send = (headers: Record<string, string>) =>
        fetch(url + path, {
          method: isQuota ? 'PATCH' : 'PUT',
          headers: { 'content-type': 'application/json', ...headers },
          body: JSON.stringify(body),
        })
      const first = await send({})
      if (first.status !== 409) return [first.status]
      // Its row is added by the transaction that changes the limit, which others wait for.
      const { error } = JSON.parse(await first.text())
      return [409, (await send({ 'X-Confirmation': error.details.confirmation })).status]
    })
    const statuses = (await Promise.all(writes)).flat()
    expect(new Set(statuses)).toEqual(new Set([200, 409]))
    expect(await verifyStoredAudit(workspace, settings, {})).toMatchObject({
      intact: true,
      rows: statuses.length,
      head: { seq: statuses.length },
    })
  } finally {
    for (const server of servers) await server.stop()
  }
})

it('stands up to a check after it was dumped and restored, and is kept as it was', async () => {
  const target = takeSchema()
  if (target === undefined) throw new Error('these tests run on PostgreSQL')
  const db = await openDatabase(target)
  const nothing = { client: null, packId: null, modelId: null, lineage: null, requestId: null }
  for (let step = 1; step <= 3; step++) {
    const entry = { ...nothing, id: `audit-${step}`, at: at(step), path: '/x', method: 'POST', status: 200 }
    const payload = { body: { text: 'é\n\u2028 "quoted" \\', numbers: [1e21, -0.1, 5e-324] } }
    await inTransaction(db, {}, (trx) =>
      insertAuditEntry(trx, { ...entry, userId: 'ann', action: 'x', payload }),
    )
  }
  const before = await verifyAudit({ db })
  expect(before).toMatchObject({ intact: true, rows: 3 })
  const folder = temporaryFolder()
  await backUpStore(target, folder)
  await sql`drop schema ${sql.id(target.schema)} cascade`.execute(db)
  await db.destroy()
  execFileSync('pg_restore', ['--dbname', target.url, join(folder, 'sigma.dump')])
  const restored = await openDatabase(target)
  onTestFinished(async () => {
    await restored.destroy()
    await giveBackSchema(target)
  })
  expect(await verifyAudit({ db: restored })).toEqual(before)
  await expect(restored.deleteFrom('audit_logs').execute()).rejects.toThrow(/only ever added/)
})
