import { describe, expect, it } from 'vitest'
import { parseDay } from '../../src/core/bars/day.ts'
import { knowsInterestBefore, overlayCandidates } from '../../src/core/options/overlayCandidates.ts'
import { overlayData } from '../../src/services/overlayData.ts'
import type { ListedSignal } from '../../src/store/signals.ts'
import { someSource } from '../data/polygon/someSource.ts'

const session = parseDay('2023-01-18')
const expiry = parseDay('2023-01-27')
const wanted = {
  session,
  expiry,
  isCall: true,
  targetDelta: 0.35,
  spreadWidth: 0,
  cadence: 'daily',
  now: Date.parse('2023-01-20T22:00:00Z'),
} as const
const anyPrice = { spreadPctMax: null, oiMin: null, volumeMin: null, volatilityMin: null }

function signal(ts: string): ListedSignal {
  return {
    id: 's',
    date: '2023-01-18',
    ts,
    packId: 'swingsigma',
    modelId: 'm',
    ticker: 'SPY',
    side: 'long',
    entryMode: null,
    entryRefPx: 390.5,
    stopPx: null,
    targetPx: null,
    timeStopMinutes: null,
    rewardRisk: null,
    score: null,
    threshold: null,
    weight: null,
    scores: null,
    rank: null,
    riskProfile: null,
    policyVersion: null,
    lineage: { packSha: null, indicatorSetSha: null, modelConfigSha: null, policySha: null, riskSha: null },
    trainingRunId: null,
    matrixSha: null,
    tag: null,
    createdAt: ts,
    status: 'pending',
    fillPx: null,
    slippage: null,
    rr: null,
    pnl: null,
  }
}

describe('the data of an overlay, of a vendor', () => {
  it('is as of the close for a signal of the evening: the close, quotes up to it, bars after it up to now', async () => {
    const { source } = await someSource()
    const data = await overlayData(source(), signal('2023-01-19T02:00:00Z'), wanted)
    if (data === null) throw new Error('there is a close')
    const { market, after } = data
    expect(new Date(market.asOf).toISOString()).toBe('2023-01-18T21:00:00.000Z')
    expect([...new Set(market.chain.session)].every((day) => day < session)).toBe(true)
    expect(market.quotes?.ts.every((ts) => ts <= market.asOf && ts >= market.asOf - 600_000)).toBe(true)
    expect([...after.session]).toEqual([session + 1, session + 2])
    // Of the past it has no open interest, and the mid of a quote is the premium.
    expect(knowsInterestBefore(market)).toBe(false)
    const { contracts } = overlayCandidates(market, expiry, true, anyPrice)
    expect(contracts.length).toBeGreaterThan(0)
    expect(contracts.every(({ isEstimate }) => !isEstimate)).toBe(true)
  })

  it('is priced by the session before without quotes, and by the signal within a session of daily bars', async () => {
    const { source } = await someSource()
    const whole = source()
    const withoutQuotes: typeof whole = {
      ...whole,
      load: (request) =>
        request.needs?.quotes ? whole.load({ ...request, ticker: 'NONE' }) : whole.load(request),
    }
    const data = await overlayData(withoutQuotes, signal('2023-01-18T16:00:00Z'), wanted)
    if (data === null) throw new Error('the signal has a price')
    expect(data.market).toMatchObject({ spot: 390.5, quotes: null })
    expect(data.warnings[0]).toContain('SPY has no quotes, so its premiums are estimates: ')
    const { contracts } = overlayCandidates(data.market, expiry, true, anyPrice)
    expect(contracts.length).toBeGreaterThan(0)
    expect(contracts.every(({ isEstimate }) => isEstimate)).toBe(true)
  })

  it('counts the contracts that a vendor listed', async () => {
    const { source } = await someSource()
    const expiries = [expiry, expiry + 1]
    const counts = await source().listedContracts({ ticker: 'SPY', asOf: session, expiries })
    expect([...counts]).toEqual([
      [expiry, expect.any(Number)],
      [expiry + 1, 0],
    ])
    expect(counts.get(expiry)).toBeGreaterThan(20)
  })
})
