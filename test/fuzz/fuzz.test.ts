import { describe, expect, it } from 'vitest'
import { isUnbuilt } from '../server/testHost.ts'
import { fuzz } from './fuzz.ts'

/** The same requests each time; `npm run fuzz` sends a million others. */
const seed = 20_261_127

describe.skipIf(isUnbuilt)('the server that is built', () => {
  it(`answers a thousand random and mutated requests as the contract says, with seed ${seed}`, {
    timeout: 180_000,
  }, async () => {
    const { requests, byStatus, failure } = await fuzz({ seed, requests: 1_000 })
    expect(failure).toBeUndefined()
    expect(requests).toBeGreaterThanOrEqual(1_000)
    expect(Object.keys(byStatus)).toEqual(expect.arrayContaining(['200', '400', '404']))
  })
})
