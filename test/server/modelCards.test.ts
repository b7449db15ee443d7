import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { done, modelId, quick, type TestHost, testHost, writeFeatureCsv } from './testHost.ts'

let host: TestHost
const ids: Record<string, string> = {}
beforeAll(async () => {
  host = await testHost()
  writeFeatureCsv(host.workspace)
  ids.build = (await done(host.post('/build_matrix', { model_id: modelId, start: '2015-01-05' }))).run_id
  ids.train = (await done(host.post('/train', quick))).run_id
  ids.backtest = (await done(host.post('/backtest', { ...quick, tag: 'a|b' }))).run_id
})
afterAll(() => host.close())

const folder = (pack: string, model: string) => join(host.workspace, 'packs', pack, 'model_cards', model)

function cardsOf(pack: string, model: string, event: string) {
  const at = folder(pack, model)
  // The second card of a second has a number behind.
  const isWanted = new RegExp(`_${event}(_\\d+)?\\.json$`)
  const names = readdirSync(at).filter((name) => isWanted.test(name))
  return names.map((name) => ({ name, card: JSON.parse(readFileSync(join(at, name), 'utf8')) }))
}

describe('a model card', () => {
  it.each(['build', 'train', 'backtest'])('is kept after a %s, as JSON and as Markdown', (event) => {
    const [{ name, card }, ...others] = cardsOf('swingsigma', modelId, event)
    expect(others).toEqual([])
    expect(name).toMatch(/^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ_(build|train|backtest)\.json$/)
    expect(card).toMatchObject({
      schema_version: '1.0',
      pack_id: 'swingsigma',
      model_id: modelId,
      event,
      run_id: ids[event],
      config: { ticker: 'SPX' },
      policy: { slippage_bps: 1, momentum_gate: false },
    })
    expect(name.startsWith(card.created_at.replaceAll(':', '-'))).toBe(true)
    for (const sha of [
      'pack_sha',
      'indicator_set_sha',
      'model_config_sha',
      'policy_sha',
      'risk_sha',
      'matrix_sha',
    ])
      expect(card.lineage).toHaveProperty(sha)
    const markdown = readFileSync(join(folder('swingsigma', modelId), name.replace('.json', '.md')), 'utf8')
    expect(markdown.startsWith('# Model Card - ')).toBe(true)
  })

  it('tells its version, its indicators, and whether they are point-in-time', () => {
    const cards = ['build', 'train', 'backtest'].map((event) => cardsOf('swingsigma', modelId, event)[0].card)
    expect(cards.map(({ version }) => version)).toEqual([1, 2, 3])
    for (const card of cards) {
      expect(card.updated_at).toBe(card.created_at)
      expect(card.data).toMatchObject({
        point_in_time: true,
        point_in_time_why: 'features computed again from bars cut short came out the same',
      })
      expect(card.indicator_set).toMatchObject({ name: 'spx_eq_swing_daily', version: 1, why: null })
      expect(card.indicator_set.indicators).toContainEqual({
        name: 'rsi',
        params: expect.objectContaining({ period: 14 }),
      })
    }
  })

  it('says what the run says', async () => {
    const run = (await host.get(`/backtests/${ids.backtest}`)).body
    const [{ card }] = cardsOf('swingsigma', modelId, 'backtest')
    expect(card.metrics).toMatchObject({
      best_sharpe_hourly: run.metrics.sharpe_hourly,
      best_cum_ret: run.metrics.cum_return,
      n_trades: run.metrics.trades,
    })
    expect(card.evaluation).toMatchObject({
      method: 'walk_forward',
      splits: 5,
      metrics: { mdd: run.metrics.max_dd, hit_rate: run.metrics.win_rate },
    })
    const { text } = await host.get(`/reports/${ids.backtest}?format=md`)
    expect(text).toContain('# Model Card - spx')
    expect(text).toContain(`- n\\_trades: ${run.metrics.trades}`)
  })

  it('tells what the run rests on, what speaks against it and what the model gives', async () => {
    const run = (await host.get(`/backtests/${ids.backtest}`)).body
    const [{ card }] = cardsOf('swingsigma', modelId, 'backtest')
    expect(card.assumptions).toEqual(
      expect.arrayContaining([
        'The label is the return over the next 5 sessions.',
        'A decision is filled at the open of the next bar and held for 5 bars.',
        'A change of position costs 1 bps of slippage and 0 bps of commission, a side.',
        'Each of 5 test folds is scored by models trained on all that lies before it.',
      ]),
    )
    expect(run.gate.reasons.length).toBeGreaterThan(0)
    const told: string = card.risks.join(' ')
    expect(told).toContain(`Its Sharpe ratio is ${Number(run.metrics.sharpe?.toFixed(2))} a year after costs`)
    expect(told).toContain('The limit adv_bps_max was not applied: an index itself is not traded.')
    expect(told).toContain('Buying and holding had a Sharpe ratio of')
    expect(card.outputs).toMatchObject({
      classes: ['DOWN', 'UP'],
      calibration: 'none',
      top_pct: null,
      alerts: { entry_mode: 'next_session_open', brackets: { enabled: false, atr_period: 14 } },
      recommended_risk: { min_rr: 1, max_daily_loss: null },
    })
    const [{ card: trained }] = cardsOf('swingsigma', modelId, 'train')
    expect(trained.assumptions).toContain('It is trained on every row whose label is known.')
    expect(trained.risks).toContain('No backtest of this model on the same data had been judged.')
    expect(trained.outputs.thresholds).toHaveLength(1)
    const [{ card: built }] = cardsOf('swingsigma', modelId, 'build')
    expect(built.assumptions).toContain('Classes: up and down, by the sign of the return.')
    expect(built.outputs).toMatchObject({ classes: null, thresholds: null })
  })

  it('of combinatorial folds says that nobody could have traded it', async () => {
    const body = { ...quick, top_pct: 0.2, cv: 'cpcv', cpcv_groups: 4, cpcv_test_groups: 1 }
    const { run_id } = await done(host.post('/backtest', body))
    const card = cardsOf('swingsigma', modelId, 'backtest').find((one) => one.card.run_id === run_id)?.card
    expect(card.evaluation).toMatchObject({ method: 'cpcv', splits: 4 })
    expect(card.risks.slice(0, 2)).toEqual([
      'Its models were trained on rows after their test folds too: nobody could have traded it.',
      'No gate has judged it.',
    ])
    expect(card.assumptions).toContain(
      'The sample is cut into 4 folds, and every choice of 1 of them is tested once.',
    )
    expect(card.outputs).toMatchObject({ thresholds: null, top_pct: 0.2 })
  })

  it('of a file has nulls where there is no model', async () => {
    const { run_id } = await done(host.post('/backtest', { csv: 'features.csv', hyperparams: { rounds: 5 } }))
    const [{ card }] = cardsOf('adhoc', 'features', 'backtest')
    expect(card).toMatchObject({
      run_id,
      policy_version: null,
      features: ['signal', 'noise'],
      config: { ticker: null, model: null, task: null, train_window: null },
      label: { kind: null },
    })
  })

  it('is not overwritten by another of the same second, nor written for a stored run', async () => {
    for (const tag of ['one', 'two', 'two', 'three'])
      await done(host.post('/backtest', { csv: 'features.csv', hyperparams: { rounds: 2 }, tag }))
    const names = readdirSync(folder('adhoc', 'features')).filter((name) => name.endsWith('.json'))
    expect(names).toHaveLength(4)
    expect(existsSync(join(folder('adhoc', 'features'), names[0].replace('.json', '.md')))).toBe(true)
    const { body } = await host.get('/model_cards?model_id=features&pack_id=adhoc&limit=2')
    expect(body).toMatchObject({ total: 4, next_offset: 2 })
  })

  it('is listed newest first, and read by name', async () => {
    const { rows } = await done(host.get(`/model_cards?model_id=${modelId}`))
    const files = rows.map((row) => Reflect.get(row, 'file'))
    expect(files).toHaveLength(4)
    expect(files).toEqual([...files].sort().reverse())
    const answer = await host.get(`/model_card?model_id=${modelId}&file=${files.at(-1)}`)
    expect(JSON.parse(answer.text)).toMatchObject({ ok: true, json: { model_id: modelId } })
    expect((await host.get(`/model_card?model_id=${modelId}&file=none.json`)).status).toBe(404)
    expect((await host.get('/model_card?model_id=..')).status).toBe(400)
  })

  it('tells what each feature gave to a training', () => {
    const [{ card }] = cardsOf('swingsigma', modelId, 'train')
    const { contributions, features } = card
    expect(contributions.map(({ feature }: { feature: string }) => feature).sort()).toEqual(
      [...features].sort(),
    )
    const shares = contributions.map(({ gain_share }: { gain_share: number }) => gain_share)
    expect(shares.reduce((sum: number, share: number) => sum + share)).toBeCloseTo(1)
    const [{ card: built }] = cardsOf('swingsigma', modelId, 'build')
    expect(built.contributions).toBeNull()
  })

  it('that leads elsewhere by a link, or is damaged, is not shown', async () => {
    const at = folder('swingsigma', 'spy_eq_swing_daily')
    mkdirSync(at, { recursive: true })
    const outside = join(host.workspace, 'secret.json')
    writeFileSync(outside, '{"secret":1}')
    symlinkSync(outside, join(at, '2024-01-02T00-00-00Z_train.json'))
    writeFileSync(join(at, '2024-01-01T00-00-00Z_train.json'), '{"half')
    writeFileSync(join(at, '2024-01-03T00-00-00Z_train.json'), '{"model_id":"spy"}')
    symlinkSync(outside, join(at, '2024-01-03T00-00-00Z_train.md'))
    const card = async (file: string) => {
      const query = `model_id=spy_eq_swing_daily&file=${encodeURIComponent(file)}`
      const { status, text } = await host.get(`/model_card?${query}`)
      expect(text).not.toContain('secret')
      return status
    }
    expect(await card('2024-01-02T00-00-00Z_train.json')).toBe(400)
    expect(await card('2024-01-03T00-00-00Z_train.json')).toBe(400)
    expect(await card('2024-01-01T00-00-00Z_train.json')).toBe(422)
    for (const file of ['../../pack.yaml', '/etc/passwd', '..', '2024-01-02T00-00-00Z_train.json/..'])
      expect(await card(file), file).toBeOneOf([400, 404])
    expect((await host.get('/model_cards?model_id=..%2F..%2Fx')).status).toBe(400)
    expect((await host.get('/model_cards?model_id=spy&pack_id=..%2Fx')).status).toBe(400)
    rmSync(at, { recursive: true })
  })

  it('is not there for the variants of a sweep, and its report says so', async () => {
    const sweep = await done(
      host.post('/backtest_sweep', { ...quick, sweep: { top_pct_variants: [0.1, 0.2] } }),
    )
    const { status, body } = await host.get(`/reports/${sweep.rows[0].id}?format=md`)
    expect(status).toBe(404)
    expect(body.error.next).toContain('variants of a sweep')
  })
})

describe('the card of a file', () => {
  it('says that its features can not be judged', async () => {
    await done(host.post('/backtest', { csv: 'features.csv', horizon: 5, hyperparams: { rounds: 5 } }))
    const [{ card }] = cardsOf('adhoc', 'features', 'backtest')
    expect(card.data.point_in_time).toBeNull()
    expect(card.data.point_in_time_why).toMatch(/can not be computed again/)
    expect(card.indicator_set).toMatchObject({ name: null, why: 'a file has no indicators' })
  })
})
