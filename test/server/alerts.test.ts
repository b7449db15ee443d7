import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { AlertsAnswer, AlertsRequest } from '../../src/contract/types.ts'
import { done, modelId, quick, quickWorkspace, type TestHost, testHost, writeFeatureCsv } from './testHost.ts'

/** What the server takes for now. */
let clock = '2020-04-17T21:00:00Z'
let host: TestHost

beforeAll(async () => {
  host = await testHost({
    workspace: await quickWorkspace(),
    change: () => ({ now: () => new Date(clock) }),
  })
})
afterAll(() => host.close())

async function alerts(request: Partial<AlertsRequest>): Promise<AlertsAnswer> {
  const { status, text } = await host.post('/alerts', { model_id: modelId, ...request })
  expect(status, text.slice(0, 500)).toBe(200)
  return JSON.parse(text)
}

async function refused(request: Partial<AlertsRequest>) {
  const { status, body } = await host.post('/alerts', { model_id: modelId, ...request })
  return { status, ...body.error }
}

/** A file of a pack in the workspace. */
function write(kind: string, id: string, lines: readonly string[]): void {
  const folder = join(host.workspace, 'packs', 'swingsigma', kind)
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `${id}.yaml`), `${lines.join('\n')}\n`)
}

function writeModel(id: string, lines: readonly string[]): string {
  write('model_configs', id, [
    `model_id: ${id}`,
    'asset_type: eq',
    'features: [{ name: ret }, { name: rsi, period: 7 }, { name: volatility, window: 10 }]',
    ...lines,
  ])
  return id
}

function writePolicy(id: string, alerting: string, brackets = 'enabled: false'): void {
  const execution = `execution: { slippage_bps: 1, brackets: { ${brackets} } }`
  write('policy_templates', id, ['version: 7', 'risk: {}', execution, `alerting: { ${alerting} }`])
}

async function train(id: string, more: object = {}) {
  await done(host.post('/build_matrix', { model_id: id }))
  return done(host.post('/train', { ...quick, model_id: id, ...more }))
}

describe('alerts of a daily model', () => {
  let fit: string
  beforeAll(async () => {
    clock = '2020-04-17T21:00:00Z'
    const missing = await refused({})
    expect(missing).toMatchObject({
      status: 422,
      message: `${modelId} has not been trained in this workspace`,
    })
    fit = (await train(modelId)).run_id
  })

  it('are those of promoted models only, unless any will do', async () => {
    expect(await refused({})).toMatchObject({
      status: 422,
      code: 'UNPROCESSABLE',
      message: expect.stringContaining(`the training ${fit} is a fit`),
      next: expect.stringContaining('--unpromoted'),
    })
    const { rows, training, warnings, ...answer } = await alerts({ unpromoted: true, threshold: 0 })
    expect(training).toMatchObject({ run_id: fit, promoted_from: null })
    expect(warnings).toContain(`the training ${fit} was never promoted: no gate vouches for these signals`)
    expect(answer).toMatchObject({
      session: '2020-04-17',
      scored: 1,
      brackets: null,
      entry_mode: 'next_open',
      horizon: 5,
    })
    const [one] = rows
    expect(rows).toHaveLength(1)
    expect(one).toMatchObject({
      ts: '2020-04-17T16:00:00-04:00',
      ticker: 'SPX',
      threshold: 0,
      entry_ref_px: 2874.560059,
      late: false,
    })
    expect(answer.highest).toMatchObject({ ticker: 'SPX', score: one.score })
  })

  it('are kept once, whoever asks again', async () => {
    const first = await alerts({ unpromoted: true, threshold: 0, date: '2020-04-16' })
    const again = await alerts({ unpromoted: true, threshold: 0, date: '2020-04-16' })
    expect([first.kept, again.kept]).toEqual([1, 0])
    expect(again.rows).toEqual(first.rows)
  })

  it('say why there are none', async () => {
    const { rows, highest, kept } = await alerts({ unpromoted: true, threshold: 1 })
    expect([rows, kept]).toEqual([[], 0])
    expect(highest).toMatchObject({ ticker: 'SPX', threshold: 1 })
  })

  it('of a session that is past are those that were raised in its evening', async () => {
    const days = ['2019-03-08', '2019-07-03', '2019-11-29', '2020-03-16']
    const then: unknown[] = []
    for (const day of days) {
      clock = `${day}T22:00:00Z`
      const { rows, scored } = await alerts({ unpromoted: true, threshold: 0.5 })
      then.push({ rows, scored })
    }
    clock = '2020-04-17T21:00:00Z'
    for (const [place, date] of days.entries()) {
      const { rows, scored, warnings } = await alerts({ unpromoted: true, threshold: 0.5, date })
      expect({ rows, scored }, date).toEqual(then[place])
      expect(warnings?.join()).toContain('trained on sessions up to 2020-04-17')
    }
  })

  it('are not decided on stale bars, unless that is allowed', async () => {
    clock = '2020-04-20T19:59:00Z'
    expect((await alerts({ unpromoted: true })).session).toBe('2020-04-17')
    clock = '2020-04-20T20:00:00Z'
    expect(await refused({ unpromoted: true })).toMatchObject({
      status: 422,
      message: expect.stringMatching(
        /^stale bars: the newest bar of SPX is that of 2020-04-17.*is 2020-04-20$/,
      ),
      next: expect.stringContaining('--allow-stale'),
    })
    const { session, warnings } = await alerts({ unpromoted: true, allow_stale: true })
    expect(session).toBe('2020-04-17')
    expect(warnings?.join()).toContain('stale bars')
    clock = '2020-04-17T21:00:00Z'
  })

  it.each([
    ['2020-04-18', /closed on 2020-04-18; the session before was 2020-04-17/],
    ['2020-04-20', /still to come/],
  ])('refuse the day %s', async (date, issue) => {
    const { status, details } = await refused({ unpromoted: true, date })
    expect(status).toBe(400)
    expect(details.field_errors[0]).toMatchObject({ field: 'date', issue: expect.stringMatching(issue) })
  })

  it('of a promoted model trade as its backtest did, at the level that was chosen', async () => {
    const settings = {
      ...quick,
      splits: 2,
      top_pct: 0.9,
      size_by_conf: true,
      brackets: { atr_mult_stop: 1, atr_mult_target: 2 },
    }
    const { run_id } = await done(host.post('/backtest', settings))
    const override = { confirmation: 'a test', tag: 'trial' }
    const jobs = [{ from: { backtest_id: run_id } }]
    const { status, text } = await host.post('/train/batch', { jobs, override })
    expect(status, text).toBe(202)
    const [job]: string[] = JSON.parse(text).job_ids
    await host.events(`/train/jobs/${job}/events`)
    const { rows, training, brackets, highest, warnings } = await alerts({ date: '2020-02-28' })
    expect(training).toMatchObject({ run_id: job, promoted_from: run_id, gate_state: 'overridden' })
    expect(warnings).toContain(`the training ${job} was promoted over a gate that refused it`)
    expect(brackets).toBe('backtest')
    const uri: string = JSON.parse((await host.get(`/training_runs/${job}`)).text).model_out_uri
    const file = JSON.parse(readFileSync(join(host.workspace, uri.replace('file:', '')), 'utf8'))
    const { cutoff } = JSON.parse(file.learner.attributes.sigma)
    expect(highest?.threshold).toBe(cutoff)
    expect(rows).toHaveLength(1)
    for (const { size, rr, side, entry_ref_px, stop_px, target_px } of rows) {
      expect(size).toBeLessThan(1)
      expect(rr).toBeCloseTo(2, 12)
      expect(Math.sign((target_px ?? 0) - entry_ref_px)).toBe(side === 'long' ? 1 : -1)
      expect(Math.sign((stop_px ?? 0) - entry_ref_px)).toBe(side === 'long' ? -1 : 1)
    }
    const chain = JSON.parse((await host.get(`/lineage/${rows[0].signal_id}`)).text)
    expect(chain.self).toMatchObject({ kind: 'signal', detail: expect.stringContaining('SPX on 2020-02-28') })
    const kinds = chain.made_of.map(({ kind, id }: { kind: string; id: string }) => `${kind} ${id}`)
    expect(kinds).toEqual(expect.arrayContaining([`training ${job}`, `backtest ${run_id}`]))
    expect(chain.made_of.map(({ kind }: { kind: string }) => kind)).toEqual(
      expect.arrayContaining(['source', 'matrix', 'build', 'model_config', 'policy', 'risk']),
    )
    const { made } = JSON.parse((await host.get(`/lineage/${job}`)).text)
    expect(made).toContainEqual(expect.objectContaining({ kind: 'signal', id: rows[0].signal_id }))
    const other = await alerts({ date: '2020-02-28', threshold: 0.1 })
    expect(other.warnings).toContain('0.1 is not the level that was tested: signals at it have no backtest')
    expect(other.rows.map(({ signal_id, size }) => [signal_id, size < 1])).toEqual([
      [rows[0].signal_id, true],
    ])
    const fitted = await alerts({ date: '2019-03-08', threshold: 0.1 })
    expect(fitted.kept).toBe(0)
    expect(fitted.warnings).toContain(
      `SPX was decided before, by the training ${fit}: that signal is kept as it was`,
    )
  })

  it('are none of a model whose features have changed since', async () => {
    const id = writeModel('spx_eq_swing_daily_changed', [
      'ticker: SPX',
      'horizon: swing',
      'cadence: daily',
      'source: sample',
      'labels: { kind: fwd_ret_1d }',
      'train_window: { start: 2018-01-02, end: 2020-04-17 }',
    ])
    await train(id)
    expect((await alerts({ model_id: id, unpromoted: true, threshold: 0.5 })).scored).toBe(1)
    const config = join(host.workspace, 'packs', 'swingsigma', 'model_configs', `${id}.yaml`)
    writeFileSync(config, readFileSync(config, 'utf8').replace('period: 7', 'period: 9'))
    expect(await refused({ model_id: id, unpromoted: true })).toMatchObject({
      status: 422,
      message: expect.stringContaining(
        'was on other features: the indicators of the model, or their parameters, have changed',
      ),
    })
  })

  it('are none of what no newest bar can be scored by', async () => {
    writeFeatureCsv(host.workspace)
    const file = await done(host.post('/train', { ...quick, csv: 'features.csv' }))
    expect(await refused({ unpromoted: true })).toMatchObject({
      message: `the training ${file.run_id} was on a file, which has no newest bars`,
    })
    const number = await done(host.post('/train', { ...quick, objective: 'squared', calibration: 'none' }))
    expect(await refused({ unpromoted: true })).toMatchObject({
      message: expect.stringContaining(`${number.run_id} predicts a number`),
    })
  })
})

describe('alerts of an hourly model', () => {
  const id = 'spy_eq_intraday_hourly_live'
  beforeAll(async () => {
    clock = '2024-06-28T21:00:00Z'
    writeModel(id, [
      'ticker: SPY',
      'horizon: intraday',
      'cadence: hourly',
      'source: synthetic:seed=3',
      'hours: [12, 13, 14, 15]',
      'labels: { kind: next_bar_updown }',
      'train_window: { start: 2024-01-02, end: 2024-06-28 }',
    ])
    writePolicy(
      id,
      'cooldown_minutes: 0, max_trades_per_day: 10',
      'enabled: true, atr_mult_stop: 1, atr_mult_target: 3, time_stop_minutes: 120',
    )
    await train(id)
  })
  const raise = (more: object = {}) => alerts({ model_id: id, unpromoted: true, threshold: 0.01, ...more })

  it('are of every hour so far, but for the last bar of the session, which nothing can be filled after', async () => {
    const times: string[][] = []
    for (const time of ['16:59', '18:10', '19:10', '20:30']) {
      clock = `2024-07-01T${time}:00Z`
      const { rows } = await raise()
      times.push(rows.map(({ ts, late }) => `${ts.slice(11, 16)}${late ? ' late' : ''}`))
    }
    expect(times).toEqual([
      [],
      ['13:00 late', '14:00'],
      ['13:00 late', '14:00 late', '15:00'],
      ['13:00 late', '14:00 late', '15:00 late'],
    ])
  })

  it('have stop and target of the policy', async () => {
    clock = '2024-07-01T18:10:00Z'
    const { rows, brackets, time_stop_minutes } = await raise()
    expect({ brackets, time_stop_minutes }).toEqual({ brackets: 'policy', time_stop_minutes: 120 })
    for (const { entry_ref_px: price, stop_px, target_px, rr } of rows) {
      expect(rr).toBeCloseTo(3, 12)
      expect(Math.abs((target_px ?? 0) - price)).toBeCloseTo(3 * Math.abs((stop_px ?? 0) - price), 9)
    }
  })

  it('are held to the cooldown and the trades of a day, together with those of before', async () => {
    writePolicy(id, 'cooldown_minutes: 90, max_trades_per_day: 2')
    clock = '2024-07-02T18:10:00Z'
    const first = await raise()
    expect(first.rows.map(({ ts }) => ts.slice(11, 16))).toEqual(['13:00'])
    clock = '2024-07-02T20:30:00Z'
    const all = await raise()
    expect(all.rows.map(({ signal_id }) => signal_id)).toContain(first.rows[0].signal_id)
    expect(all.rows.map(({ ts }) => ts.slice(11, 16))).toEqual(['13:00', '15:00'])
    expect(all.held_back.map(({ ts, reason, signal_id }) => [ts.slice(11, 16), reason, signal_id])).toEqual([
      ['14:00', 'cooldown', null],
    ])
    writePolicy(id, 'cooldown_minutes: 0, max_trades_per_day: 1')
    clock = '2024-07-05T20:30:00Z'
    const one = await raise()
    expect(one.rows).toHaveLength(1)
    expect(one.held_back.map(({ reason }) => reason)).toEqual(['max_trades_per_day', 'max_trades_per_day'])
  })

  it('may be those of some of its hours, and of no others', async () => {
    clock = '2024-07-08T20:30:00Z'
    const { rows, scored } = await raise({ allowed_hours: '13' })
    expect([rows.map(({ ts }) => ts.slice(11, 16)), scored]).toEqual([['14:00'], 1])
    const { details } = await refused({ model_id: id, unpromoted: true, threshold: 0.5, allowed_hours: '10' })
    expect(details.field_errors[0]).toMatchObject({ field: 'allowed_hours' })
  })
})

describe('alerts of several tickers', () => {
  const id = 'universe_eq_swing_daily_live'

  /** Bars of the bundled index under another name, at another price, from 2019 up to a day. */
  function writeBars(ticker: string, factor: number, end: string): void {
    const [head, ...lines] = readFileSync('packs/sample/sp500-2000.csv', 'utf8').trim().split('\n')
    const kept = lines.filter((line) => line >= '2019-01-01' && line.slice(0, 10) <= end)
    const scaled = kept.map((line) => {
      const [date, ...numbers] = line.split(',')
      return [
        date,
        ...numbers.map((number, place) => (place < 4 ? String(Number(number) * factor) : number)),
      ].join(',')
    })
    writeFileSync(join(host.workspace, 'bars', `${ticker}.csv`), [head, ...scaled].join('\n'))
  }

  it('leave out a ticker whose bars end earlier, and say so', async () => {
    clock = '2020-04-17T21:00:00Z'
    mkdirSync(join(host.workspace, 'bars'))
    for (const [ticker, end] of [
      ['AA', '2020-04-17'],
      ['BB', '2020-04-15'],
      ['CC', '2020-04-17'],
    ])
      writeBars(ticker, ticker === 'AA' ? 1 : 0.5, end)
    writeModel(id, [
      'ticker: universe',
      'tickers: [AA, BB, CC]',
      'horizon: swing',
      'cadence: daily',
      'source: "csv:bars/{ticker}.csv"',
      'labels: { kind: fwd_ret_1d }',
      'train_window: { start: 2019-01-02, end: 2020-03-31 }',
    ])
    writePolicy(id, 'cooldown_minutes: 0, max_trades_per_day: 1')
    await train(id)
    const { rows, held_back, scored, warnings } = await alerts({
      model_id: id,
      unpromoted: true,
      threshold: 0.01,
    })
    expect(scored).toBe(2)
    expect(warnings).toContain('left out, for their bars end before 2020-04-17: BB (2020-04-15)')
    // Of equal scores the first by name is raised.
    expect([...rows, ...held_back].map(({ ticker }) => ticker)).toEqual(['AA', 'CC'])
    expect([rows.length, held_back[0].reason]).toEqual([1, 'max_trades_per_day'])
  })

  it('do not take the bar of a session for complete before it has closed', async () => {
    clock = '2020-04-17T18:00:00Z'
    const { session, scored } = await alerts({ model_id: id, unpromoted: true, threshold: 0.01 })
    expect([session, scored]).toEqual(['2020-04-16', 2])
  })
})
