import { expect, it } from 'vitest'
import { insertSignals } from '../../src/store/signals.ts'
import { listSignalLog, recordsOfModel, recordsOfSignals, saveRecord } from '../../src/store/signalsLog.ts'
import { signalOf } from './signalOf.ts'
import { temporaryDatabase } from './temporary.ts'

it('records are read back as they were saved, with the signal that they are of', async () => {
  const db = await temporaryDatabase()
  await insertSignals(db, [signalOf('one'), signalOf('two', { ticker: 'QQQ' })])
  const [known] = await recordsOfSignals(db, ['one', 'gone'])
  expect(known).toMatchObject({ id: 'one', status: 'pending', ts: '2024-06-03T20:00:00.000Z', stopPx: null })
  expect(known.signal).toEqual({
    id: 'one',
    ts: '2024-06-03T20:00:00.000Z',
    date: '2024-06-03',
    entryMode: 'next_session_open',
    stopPx: 520,
  })
  const filled = {
    ...known,
    ts: '2024-06-04T13:30:00.000Z',
    status: 'filled' as const,
    ...{ fillPx: 528, exitPx: 540, stopPx: 521, slippage: 0.2, rr: 12 / 7, pnl: 12 / 528, tag: 'mine' },
  }
  const unmatched = { ...filled, id: 'three', signal: null, ticker: 'IWM', date: '2024-06-04' }
  await saveRecord(db, filled)
  await saveRecord(db, unmatched)
  expect(await recordsOfSignals(db, ['one'])).toEqual([filled])
  expect(await recordsOfModel(db, 'scanner', { start: '2024-06-04', end: '2024-06-04' })).toEqual([unmatched])
  const page = { limit: 2, offset: 0 }
  const { rows, total } = await listSignalLog(db, { modelId: 'scanner' }, page)
  expect([rows.map(({ id }) => id), total]).toEqual([['two', 'one'], 3])
  expect((await listSignalLog(db, { status: 'filled', start: '2024-06-04' }, page)).rows).toEqual([unmatched])
})
