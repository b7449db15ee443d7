import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { FillsAnswer, SignalRecordRow } from '../../src/contract/types.ts'
import type { Parts } from '../../src/services/parts.ts'
import { insertSignals } from '../../src/store/signals.ts'
import { signalOf } from '../store/signalOf.ts'
import { modelId, type TestHost, testHost } from './testHost.ts'

let host: TestHost
let db: Parts['db']

beforeAll(async () => {
  host = await testHost({
    change: (parts) => {
      db = parts.db
      return {}
    },
  })
})
afterAll(() => host.close())

const header =
  'ts,model_id,risk_profile,ticker,side,entry_ref_px,fill_px,slippage,status,rr,pnl,tag,exit_px,stop_px,signal_id'

beforeEach(async () => {
  await db.deleteFrom('signals_log').execute()
  await db.deleteFrom('signals').execute()
  await insertSignals(db, [
    signalOf('swing', { modelId, ticker: 'SPX' }),
    signalOf('ten', { modelId, ticker: 'QQQ', ts: '2024-06-03T14:00:00.000Z', side: 'short', stopPx: 440 }),
    signalOf('eleven', { modelId, ticker: 'QQQ', ts: '2024-06-03T15:00:00.000Z' }),
  ])
})

const post = (body: object) => host.post('/signals/fills', body)

function fromFile(...lines: string[]) {
  writeFileSync(join(host.workspace, 'fills.csv'), `${[header, ...lines].join('\n')}\n`)
  return post({ csv: 'fills.csv' })
}

async function kept(answer: ReturnType<typeof post>): Promise<FillsAnswer> {
  const { status, text } = await answer
  expect(status, text).toBe(200)
  return JSON.parse(text)
}

async function log(query = ''): Promise<SignalRecordRow[]> {
  return JSON.parse((await host.get(`/signals/log${query}`)).text).rows
}

const recordOf = async (id: string) => (await log()).find(({ signal_id }) => signal_id === id)

describe('fills', () => {
  const entered = `2024-06-04T13:30:00Z,${modelId},,SPX,long,,528,,filled,,,,,,`
  const left = `2024-06-04T13:30:00Z,${modelId},,SPX,long,527.8,528,0.2,filled,1.50,0.0227,,540,,swing`

  it('that lie ahead are refused by line, unless they are orders for the next open', async () => {
    const soon = new Date(Date.now() + 86_400_000 * 4).toISOString()
    const ahead = [
      `${soon},${modelId},,SPX,long,,528,,filled,,,,,,`,
      `2999-01-04,${modelId},,SPX,long,,,,canceled,,,,,,`,
    ]
    const { status, body } = await fromFile(entered, ...ahead)
    expect(status).toBe(400)
    const faults = body.error.details.field_errors.map(({ field, line }) => [field, line])
    expect(faults).toEqual([
      ['ts', 3],
      ['ts', 4],
    ])
    expect(body.error.message).toContain('lies ahead: what is filled has been by')
    expect(await log(), 'nothing is kept of the others').toHaveLength(3)
    const pending = `${soon},${modelId},,SPX,long,,,,pending,,,,,,`
    const hasBeen = `${new Date(Date.now() + 60_000).toISOString()},${modelId},,QQQ,long,,528,,filled,,,,,,`
    expect(await kept(fromFile(pending, hasBeen))).toMatchObject({ rows: 2 })
  })

  it('of a file are kept once; what was not said before completes them', async () => {
    expect(await kept(fromFile(entered))).toMatchObject({ rows: 1, changed: 1, unmatched: [] })
    const first = await recordOf('swing')
    // Decided at the close of the 3rd, filled at the next open; the stop is that of the signal.
    expect(first).toMatchObject({
      ts: '2024-06-04T13:30:00.000Z',
      status: 'filled',
      fill_px: 528,
      stop_px: 520,
    })
    expect(first?.slippage).toBeCloseTo(0.2, 12)
    expect(await kept(fromFile(entered))).toMatchObject({ changed: 0 })
    expect(await kept(fromFile(left))).toMatchObject({ changed: 1 })
    expect(await recordOf('swing')).toMatchObject({ exit_px: 540, rr: 12 / 8, pnl: 12 / 528 })
    expect(await kept(fromFile(left))).toMatchObject({ changed: 0 })
    expect(await kept(fromFile(entered))).toMatchObject({ changed: 0 })
  })

  it('belong to the signal that they name, else to that of their time, else to the one of their date', async () => {
    await kept(
      post({
        rows: [
          {
            ts: '2024-06-03T10:00:00-04:00',
            model_id: modelId,
            ticker: 'QQQ',
            side: 'short',
            status: 'canceled',
          },
          {
            ts: '2024-06-03T15:59:00Z',
            model_id: modelId,
            ticker: 'QQQ',
            side: 'long',
            status: 'error',
            signal_id: 'eleven',
          },
          { ts: '2024-06-03', model_id: modelId, ticker: 'SPX', side: 'long', status: 'canceled' },
        ],
      }),
    )
    expect((await log()).map(({ signal_id, status }) => [signal_id, status])).toEqual([
      ['ten', 'canceled'],
      ['eleven', 'error'],
      ['swing', 'canceled'],
    ])
    expect(await log('?status=error')).toHaveLength(1)
  })

  it('without a signal are kept, and told', async () => {
    const rows = [
      {
        ts: '2024-06-03T16:30:00Z',
        model_id: modelId,
        ticker: 'QQQ',
        side: 'long',
        status: 'filled',
        fill_px: 450,
      },
      {
        ts: '2024-06-05T16:30:00Z',
        model_id: modelId,
        ticker: 'IWM',
        side: 'short',
        status: 'filled',
        fill_px: 200,
        exit_px: 190,
        stop_px: 204,
      },
    ]
    const first = await kept(post({ rows }))
    expect(first.unmatched.map(({ where, why }) => [where, why])).toEqual([
      ['rows[0]', 'the model has 2 in this ticker that it may belong to: name one by signal_id'],
      ['rows[1]', 'the model has none in this ticker on that day'],
    ])
    const [own] = (await log()).filter(({ ticker }) => ticker === 'IWM')
    expect(own).toMatchObject({ signal_id: null, slippage: null, rr: 2.5, pnl: 0.05 })
    expect(await kept(post({ rows }))).toMatchObject({ changed: 0, unmatched: [{}, {}] })
    expect(await log()).toHaveLength(5)
  })

  it('that say otherwise than before change nothing, nor does the rest of their file', async () => {
    await kept(fromFile(entered))
    const before = await log()
    const { status, body } = await fromFile(
      `2024-06-03T14:00:00Z,${modelId},,QQQ,short,,445,,filled,,,,,,ten`,
      `2024-06-04T13:30:00Z,${modelId},,SPX,long,,529,,filled,,,,,,`,
    )
    expect([status, body.error.code]).toEqual([409, 'CONFLICT'])
    expect(body.error.details.field_errors).toMatchObject([{ field: 'fill_px', line: 3 }])
    const canceled = await fromFile(`2024-06-04,${modelId},,SPX,long,,,,canceled,,,,,,swing`)
    expect(canceled.body.error.details.field_errors).toMatchObject([{ field: 'status', line: 2 }])
    const later = await fromFile(`2024-06-05T13:30:00Z,${modelId},,SPX,long,,528,,filled,,,,,,swing`)
    expect(later.body.error.details.field_errors).toMatchObject([{ field: 'ts', line: 2 }])
    expect(await log()).toEqual(before)
  })

  it.each<[string, string, string, string]>([
    ['a column of another name', `${header},broker`, '', 'broker'],
    ['no status', header.replace(',status', ''), '', 'status'],
  ])('are refused with %s', async (_, head, __, field) => {
    writeFileSync(join(host.workspace, 'fills.csv'), `${head}\n`)
    const { status, body } = await post({ csv: 'fills.csv' })
    expect([status, body.error.details.field_errors[0]]).toMatchObject([400, { field, line: 1 }])
  })

  const good = {
    ts: '2024-06-04T13:30:00Z',
    model_id: modelId,
    ticker: 'SPX',
    side: 'long',
    status: 'filled',
    fill_px: '528',
  }
  it.each<[string, string, Partial<Record<string, string>>]>([
    ['an unknown status', 'status', { status: 'done' }],
    ['an unknown side', 'side', { side: 'buy' }],
    ['a price of 0', 'fill_px', { fill_px: '0' }],
    ['a negative price', 'exit_px', { exit_px: '-1' }],
    ['a price that is no number', 'fill_px', { fill_px: '=1+1' }],
    ['no price of a fill', 'fill_px', { fill_px: '' }],
    ['a price of what was canceled', 'fill_px', { status: 'canceled' }],
    ['a time that is none', 'ts', { ts: 'yesterday' }],
    ['a time before its signal', 'ts', { ts: '2024-06-03T13:00:00Z', signal_id: 'swing' }],
    ['a model that there is not', 'model_id', { model_id: 'spx_eq_swing_dayly' }],
    ['a signal that there is not', 'signal_id', { signal_id: 'gone' }],
    ['the side of no signal', 'side', { side: 'short' }],
    ['a formula as its tag', 'tag', { tag: '=HYPERLINK("x")' }],
    ['a slippage that its prices do not have', 'slippage', { slippage: '0.3' }],
    ['a result that its prices do not have', 'pnl', { exit_px: '540', pnl: '2.27' }],
    ['a multiple that its prices do not have', 'rr', { exit_px: '540', rr: '1.6' }],
    ['a stop on the other side of its fill', 'stop_px', { stop_px: '530' }],
  ])('are refused with %s', async (_, field, change) => {
    const cells: Partial<Record<string, string>> = { ...good, ...change }
    const { status, body } = await fromFile(
      header
        .split(',')
        .map((column) => (cells[column] ?? '').replace(/.*".*/, (text) => `"${text.replaceAll('"', '""')}"`))
        .join(','),
    )
    expect([status, body.error?.details.field_errors?.[0]]).toMatchObject([400, { field, line: 2 }])
    expect(await recordOf('swing')).toMatchObject({ status: 'pending' })
  })

  it('that stand twice in a file are refused', async () => {
    const { status, body } = await fromFile(entered, left)
    expect(status).toBe(400)
    expect(body.error.details.field_errors[0]).toMatchObject({ line: 3, issue: 'the same as line 2' })
  })
})
