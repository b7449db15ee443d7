import { expect, it } from 'vitest'
import { serve } from '../../src/host/serve.ts'
import { temporaryWorkspace, testSettings } from '../server/testHost.ts'

it('servers of one database count the requests of a caller together', async () => {
  const workspace = temporaryWorkspace()
  const settings = await testSettings(workspace, { rate_limit: true, rate_limit_per_minute: 6 })
  const start = () => serve({ workspace, settings, threads: 1, host: '127.0.0.1', port: 0 })
  const [one, other] = [await start(), await start()]
  try {
    // Within one minute of the clock, which the counts are by.
    const left = 60_000 - (Date.now() % 60_000)
    if (left < 5_000) await new Promise((resolve) => setTimeout(resolve, left))
    const remaining: (string | null)[] = []
    for (const { url } of [one, other, other, one, other, one])
      remaining.push((await fetch(`${url}/packs`)).headers.get('x-ratelimit-remaining'))
    expect(remaining).toEqual(['5', '4', '3', '2', '1', '0'])
    for (const { url } of [one, other]) expect((await fetch(`${url}/packs`)).status).toBe(429)
  } finally {
    await one.stop()
    await other.stop()
  }
}, 30_000)
