import { expect, it } from 'vitest'
import { countRequest, forgetRequests } from '../../src/store/rateLimits.ts'
import { temporaryDatabase } from './temporary.ts'

it('counts requests by who is counted and by window, also those that come at once', async () => {
  const db = await temporaryDatabase()
  const at = (key: string, window: number) => countRequest(db, key, window)
  expect((await Promise.all(Array.from({ length: 20 }, () => at('ann', 7)))).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, place) => place + 1),
  )
  expect(await at('ben', 7)).toBe(1)
  expect(await at('ann', 8), 'a new window begins anew').toBe(1)
  expect(await at('ann', 8)).toBe(2)
  await forgetRequests(db, 8)
  const rows = await db.selectFrom('rate_limits').select('key').execute()
  expect(rows).toEqual([{ key: 'ann' }])
})
