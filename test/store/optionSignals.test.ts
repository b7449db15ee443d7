import { describe, expect, it } from 'vitest'
import { insertOptionSignals, listOptionSignals, type OptionSignal } from '../../src/store/optionSignals.ts'
import { insertSignals, type Signal } from '../../src/store/signals.ts'
import { allPages, at, temporaryDatabase } from './temporary.ts'

function signal(id: string, date: string, ticker: string, rank: number | null): Signal {
  return {
    id,
    date,
    ts: `${date}T20:00:00.000Z`,
    packId: 'swingsigma',
    modelId: 'scanner',
    ticker,
    side: 'long',
    entryMode: null,
    entryRefPx: null,
    stopPx: null,
    targetPx: null,
    timeStopMinutes: null,
    rewardRisk: null,
    score: null,
    threshold: null,
    weight: null,
    scores: null,
    rank,
    riskProfile: null,
    policyVersion: null,
    lineage: { packSha: null, indicatorSetSha: null, modelConfigSha: null, policySha: null, riskSha: null },
    trainingRunId: null,
    matrixSha: null,
    tag: null,
    createdAt: at(1),
  }
}

function options(id: string, signalId: string, more: Partial<OptionSignal> = {}): OptionSignal {
  return {
    id,
    signalId,
    mode: 'single',
    expiry: '2024-06-21',
    legs: [leg('O:SPY240621C00540000', 540)],
    stopPremium: 1.5,
    targetPremium: 6,
    isEstimate: true,
    netDebit: 3,
    stopValue: 1.5,
    targetValue: 6,
    pricedAt: at(1),
    createdAt: at(2),
    ...more,
  }
}

function leg(symbol: string, strike: number, quantity: 1 | -1 = 1): OptionSignal['legs'][number] {
  const figures = { bid: null, ask: null, premium: 3, delta: 0.35, iv: 0.14, openInterest: null, volume: 7 }
  return { quantity, symbol, strike, type: 'call', ...figures }
}

describe('option signals', () => {
  it('are read back with their signal, and kept once for its contracts', async () => {
    const db = await temporaryDatabase()
    await insertSignals(db, [signal('s1', '2024-06-03', 'SPY', 1)])
    const vertical = options('v', 's1', {
      mode: 'vertical',
      legs: [leg('O:SPY240621C00540000', 540), leg('O:SPY240621C00545000', 545, -1)],
    })
    expect(await insertOptionSignals(db, [options('o', 's1'), vertical])).toEqual(['o', 'v'])
    const again = options('again', 's1', { netDebit: 99 })
    expect(await insertOptionSignals(db, [again, options('later', 's1', { legs: [leg('O:X', 1)] })])).toEqual(
      ['later'],
    )
    const { rows, total } = await listOptionSignals(
      db,
      { symbol: 'O:SPY240621C00540000' },
      { limit: 5, offset: 0 },
    )
    expect(total).toBe(2)
    expect(rows[0]).toMatchObject({
      id: 'o',
      isEstimate: true,
      netDebit: 3,
      strike: 540,
      signalDate: '2024-06-03',
      ticker: 'SPY',
      side: 'long',
      pricedAt: at(1),
      legs: [{ side: 'buy', occ_symbol: 'O:SPY240621C00540000', bid: null, open_interest: null, volume: 7 }],
    })
    expect(rows[1].legs?.map(({ side }) => side)).toEqual(['buy', 'sell'])
  })

  it('are listed newest day first, then by rank, on pages that never overlap', async () => {
    const db = await temporaryDatabase()
    const signals = [
      signal('old', '2024-06-03', 'SPY', 1),
      signal('none', '2024-06-04', 'AAPL', null),
      signal('second', '2024-06-04', 'MSFT', 2),
      signal('first', '2024-06-04', 'QQQ', 1),
    ]
    await insertSignals(db, signals)
    await insertOptionSignals(
      db,
      signals.map(({ id }) => options(`of-${id}`, id)),
    )
    const read = async (limit: number) =>
      (await allPages(limit, (page) => listOptionSignals(db, {}, page))).map(({ id }) => id)
    expect(await read(10)).toEqual(['of-first', 'of-second', 'of-none', 'of-old'])
    expect(await read(1)).toEqual(await read(10))
    const some = await listOptionSignals(
      db,
      { start: '2024-06-04', tickers: ['QQQ', 'SPY'] },
      { limit: 9, offset: 0 },
    )
    expect(some.rows.map(({ id }) => id)).toEqual(['of-first'])
  })
})
