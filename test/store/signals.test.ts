import { describe, expect, it } from 'vitest'
import { findSignal, insertSignals, listSignals } from '../../src/store/signals.ts'
import { signalOf } from './signalOf.ts'
import { allPages, temporaryDatabase } from './temporary.ts'

describe('signals', () => {
  it('are read back as they were kept, pending until something became of them', async () => {
    const db = await temporaryDatabase()
    const scanned = signalOf('s1')
    const scored = signalOf('s2', {
      ticker: 'QQQ',
      side: 'short',
      scores: null,
      rank: null,
      score: 0.63,
      threshold: 0.6,
      weight: 0.26,
    })
    expect(await insertSignals(db, [scanned, scored])).toEqual(['s1', 's2'])
    const pending = { status: 'pending', fillPx: null, slippage: null, rr: null, pnl: null }
    expect(await findSignal(db, 's1')).toEqual({ ...scanned, ...pending })
    expect(await findSignal(db, 's2')).toEqual({ ...scored, ...pending })
    expect(await findSignal(db, 's3')).toBeUndefined()
    const record = await db
      .selectFrom('signals_log')
      .selectAll()
      .where('signal_id', '=', 's2')
      .executeTakeFirstOrThrow()
    expect(record).toMatchObject({
      date: '2024-06-03',
      model_id: 'scanner',
      side: 'short',
      status: 'pending',
      pack_id: 'swingsigma',
    })
  })

  it('are kept once for a day, model, ticker and time of decision, as they were first', async () => {
    const db = await temporaryDatabase()
    await insertSignals(db, [signalOf('first')])
    const again = [
      signalOf('again', { stopPx: 1 }),
      signalOf('next', { date: '2024-06-04' }),
      signalOf('earlier', { ts: '2024-06-03T18:30:00.000Z', rank: 2 }),
    ]
    expect(await insertSignals(db, again)).toEqual(['next', 'earlier'])
    const { rows, total } = await listSignals(db, {}, { limit: 10, offset: 0 })
    expect(total).toBe(3)
    expect(rows.map(({ id, stopPx }) => [id, stopPx])).toEqual([
      ['next', 520],
      ['first', 520],
      ['earlier', 520],
    ])
    expect(await db.selectFrom('signals_log').selectAll().execute()).toHaveLength(3)
  })

  it('of one name in two packs are not mixed up', async () => {
    const db = await temporaryDatabase()
    await insertSignals(db, [signalOf('first')])
    const other = [signalOf('new', { packId: 'mine', ticker: 'QQQ' }), signalOf('same', { packId: 'mine' })]
    await expect(insertSignals(db, other)).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('SPY on 2024-06-03'),
    })
    expect(await listSignals(db, { packId: 'mine' }, { limit: 10, offset: 0 })).toEqual({
      rows: [],
      total: 0,
    })
  })

  it('are listed by day, rank and ticker in pages, of as many as a universe has', async () => {
    const db = await temporaryDatabase()
    const ranked = Array.from({ length: 450 }, (_, index) =>
      signalOf(`s${index}`, { ticker: `T${index}`, rank: index === 7 ? null : 450 - index }),
    )
    await insertSignals(db, ranked)
    const rows = await allPages(97, (page) => listSignals(db, {}, page))
    expect(rows.map(({ id }) => id)).toEqual(
      [...ranked.filter((_, index) => index !== 7).reverse(), ranked[7]].map(({ id }) => id),
    )
  })

  it.each([
    [{ packId: 'mine' }, 'd'],
    [{ modelId: 'other' }, 'd'],
    [{ date: '2024-06-04' }, 'c'],
    [{ start: '2024-06-04' }, 'cd'],
    [{ end: '2024-06-03' }, 'ab'],
    [{ tickers: ['QQQ', 'IWM'] }, 'b'],
    [{ tickers: [] }, ''],
    [{ riskProfile: 'aggressive' }, 'c'],
    [{ tag: 'mine' }, 'b'],
    [{ status: 'filled' as const }, 'a'],
    [{ status: 'pending' as const, modelId: 'scanner' }, 'bc'],
  ])('are found by %j', async (filter, wanted) => {
    const db = await temporaryDatabase()
    await insertSignals(db, [
      signalOf('a'),
      signalOf('b', { ticker: 'QQQ', tag: 'mine' }),
      signalOf('c', { date: '2024-06-04', riskProfile: 'aggressive' }),
    ])
    await insertSignals(db, [signalOf('d', { packId: 'mine', modelId: 'other', date: '2024-06-05' })])
    await db.updateTable('signals_log').set({ status: 'filled' }).where('signal_id', '=', 'a').execute()
    const { rows, total } = await listSignals(db, filter, { limit: 10, offset: 0 })
    expect(
      rows
        .map(({ id }) => id)
        .sort()
        .join(''),
    ).toBe(wanted)
    expect(total).toBe(wanted.length)
  })
})
