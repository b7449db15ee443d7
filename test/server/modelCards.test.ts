import { existsSync, readdirSync, readFileSync } from 'node:fs'
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
  const names = readdirSync(at).filter((name) => name.endsWith(`_${event}.json`))
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
    expect(files).toHaveLength(3)
    expect(files).toEqual([...files].sort().reverse())
    const answer = await host.get(`/model_card?model_id=${modelId}&file=${files.at(-1)}`)
    expect(JSON.parse(answer.text)).toMatchObject({ ok: true, json: { model_id: modelId } })
    expect((await host.get(`/model_card?model_id=${modelId}&file=none.json`)).status).toBe(404)
    expect((await host.get('/model_card?model_id=..')).status).toBe(400)
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
