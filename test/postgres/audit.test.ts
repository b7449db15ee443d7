import { expect, it } from 'vitest'
import { verifyStoredAudit } from '../../src/host/audit.ts'
import { serve } from '../../src/host/serve.ts'
import { modelId, temporaryWorkspace, testSettings } from '../server/testHost.ts'

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
