import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import type { StreamEvent } from '../../src/client/events.ts'
import { requestOf } from '../client/recorded.ts'
import { startServer } from '../e2e/workspace.ts'
import { confirmed } from '../server/confirmed.ts'
import { calls, done, isUnbuilt, writeFeatureCsv } from '../server/testHost.ts'
import { expectWhole, heldFits } from './heldFits.ts'
import { base, endless, patient, sharedWorkspace, sweep, worker } from './sharedWork.ts'
import { environmentOf } from './workerProcess.ts'

/** One address before several servers, of which each is given the next connection. */
async function balancer(urls: readonly string[]): Promise<string> {
  let next = 0
  const proxy = createServer((client) => {
    const { hostname, port } = new URL(urls[next++ % urls.length])
    const server = connect(Number(port), hostname)
    client.pipe(server).pipe(client)
    // Who goes away takes the other end along.
    client.on('error', () => server.destroy())
    server.on('error', () => client.destroy())
    client.on('close', () => server.destroy())
  })
  proxy.listen(0, '127.0.0.1')
  await once(proxy, 'listening')
  onTestFinished(() => void proxy.close())
  const address = proxy.address()
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return `http://127.0.0.1:${address.port}`
}

const progressOf = ({ data }: StreamEvent): number =>
  typeof data === 'object' && data !== null && 'progress' in data ? Number(data.progress) : Number.NaN

/** Two servers and a worker on one database, behind one address. */
async function behindOneAddress() {
  const given = await sharedWorkspace()
  writeFeatureCsv(given.workspace)
  const env = environmentOf(given.flags)
  const servers = await Promise.all([1, 2].map(() => startServer(given.workspace, ['serve'], env)))
  onTestFinished(async () => void (await Promise.all(servers.map(({ stop }) => stop()))))
  const instances: string[] = []
  const url = await balancer(servers.map((server) => server.url))
  const host = calls(async (request) => {
    const asked = requestOf(request)
    // Each request has a connection of its own, and so another server.
    asked.headers.set('connection', 'close')
    const answer = await fetch(asked)
    instances.push(answer.headers.get('x-sigma-instance') ?? '')
    return answer
  }, url)
  const { begun, change, go } = heldFits()
  const { parts } = await worker(given, change)
  return { given, host, instances, begun, go, parts }
}

it.skipIf(isUnbuilt)(
  'whichever of two servers is asked, it tells the same of a sweep, to its end',
  async () => {
    const { given, host, instances, begun, go, parts } = await behindOneAddress()
    const { sweep_id: id } = (await host.post('/sweeps/run', sweep)).body
    expect((await host.post('/sweeps/run', sweep)).body, 'asked of the other one').toMatchObject({
      sweep_id: id,
      deduplicated: true,
    })
    await expect.poll(() => begun.length, patient).toBe(1)
    const followed = Promise.all([1, 2].map(() => host.events(`/sweeps/${id}/events`)))
    for (const _ of [1, 2]) {
      expect(await done(host.get(`/sweeps/${id}/status`))).toMatchObject({ status: 'running' })
      expect((await done(host.get('/sweeps'))).rows.map((row) => row.id)).toEqual([id])
    }
    expect(new Set(instances).size, 'both have answered').toBe(2)
    go()
    for (const events of await followed) {
      expect(events.at(-1)?.data).toMatchObject({ status: 'completed', progress: 100 })
      const progress = events.map(progressOf)
      expect(progress).toEqual([...progress].sort((a, b) => a - b))
    }
    await expectWhole(given, { host, parts, begun }, id)
  },
)

it.skipIf(isUnbuilt)('what is asked of one server is confirmed and canceled by the other', async () => {
  const { host, instances, begun, parts } = await behindOneAddress()
  const request = { ...base, top_pct_variants: [0.1], hyperparams_variants: [endless] }
  const { sweep_id: id } = (await host.post('/sweeps/run', request)).body
  await expect.poll(() => begun.length, patient).toBe(1)
  instances.length = 0
  await done(confirmed(host, 'POST', `/admin/jobs/${id}/cancel`))
  expect(new Set(instances).size, 'one has asked to confirm, and the other one has done it').toBe(2)
  for (const _ of [1, 2]) {
    await expect
      .poll(async () => (await done(host.get(`/sweeps/${id}/status`))).status, patient)
      .toBe('canceled')
  }
  expect(await parts.shared?.jobs.size('fits')).toBe(0)
})
