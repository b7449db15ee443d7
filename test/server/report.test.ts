import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { repeated } from './repeated.ts'
import {
  type Answer,
  done,
  modelId,
  quick,
  type TestHost,
  temporaryWorkspace,
  testHost,
  writeFeatureCsv,
} from './testHost.ts'

let host: TestHost
beforeAll(async () => {
  // Many trades, which the built-in model has.
  host = await testHost({ workspace: temporaryWorkspace() })
  writeFeatureCsv(host.workspace)
  await done(host.post('/build_matrix', { model_id: modelId, start: '2010-01-04' }))
})
afterAll(() => host.close())

const hostile = `"><script>alert(1)</script>'&`

async function report(id: string, format = 'html'): Promise<Answer> {
  const answer = await host.get(`/reports/${id}?format=${format}`)
  expect(answer.status, answer.text.slice(0, 500)).toBe(200)
  return answer
}

async function dataOf(id: string): Promise<Record<string, never>> {
  const { report: data } = JSON.parse((await report(id, 'json')).text)
  return data
}

/** Every opened tag is closed, in order: what a parser of XML would ask for, but for the tags that have no end. */
function unclosed(page: string): string[] {
  const open: string[] = []
  const body = page.replace(/<style>[\s\S]*?<\/style>/, '')
  for (const [, end, name, rest] of body.matchAll(
    /<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"]*")?)*\s*\/?)>/g,
  )) {
    if (end === '/') {
      if (open.at(-1) !== name) return [...open, `/${name}`]
      open.pop()
    } else if (!rest.endsWith('/') && !['meta', 'link', 'br'].includes(name)) open.push(name)
  }
  return open
}

function expectSelfContained(page: string): void {
  expect(page.startsWith('<!doctype html>')).toBe(true)
  expect(unclosed(page)).toEqual([])
  expect(page).not.toMatch(/<(script|link|iframe|object|embed|img|base|form)\b/i)
  expect(page).not.toMatch(/\son\w+\s*=\s*["']?\w+\(/)
  expect(page).not.toMatch(/https?:\/\/|url\((?!#)|@import/i)
  for (const [, target] of page.matchAll(/\s(?:src|href|xlink:href)="([^"]*)"/g)) expect(target).toMatch(/^#/)
  const ids = [...page.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id)
  expect(new Set(ids).size).toBe(ids.length)
  for (const [, id] of page.matchAll(/(?:href="#|url\(#|aria-labelledby=")([^")]+)/g))
    expect(ids).toContain(id)
  for (const [picture] of page.matchAll(/<svg\b[^>]*>/g))
    expect(picture).toMatch(/role="img" aria-label="[^"]{10,}"/)
  for (const [table] of page.matchAll(/<table>[\s\S]*?<\/table>/g)) {
    expect(table).toContain('<caption>')
    expect(table).toContain('<th scope="col"')
  }
  expect(page).toContain('prefers-color-scheme: dark')
  expect(page).toContain('@media print')
}

describe('the report of a backtest', () => {
  it('is one file that loads nothing, opens with the verdict and says what the run says', async () => {
    const trained = await done(host.post('/train', { ...quick, calibration: 'sigmoid' }))
    const run = await done(host.post('/backtest', { ...quick, thresholds: [0.5, 0.52, 0.55], tag: hostile }))
    const detail = (await host.get(`/backtests/${run.run_id}`)).body
    const { text } = await report(run.run_id)
    expectSelfContained(text)
    const { verdict } = JSON.parse((await report(run.run_id, 'json')).text)
    const words = text
      .replaceAll(/<svg[\s\S]*?<\/svg>/g, '')
      .replaceAll(/<[^>]*>/g, ' ')
      .replaceAll(/\s+/g, ' ')
    expect(words.indexOf(verdict)).toBeGreaterThan(0)
    expect(words.indexOf(verdict)).toBeLessThan(words.indexOf('Key figures'))
    const { metrics, statistics, folds } = detail
    const figures = [
      `Sharpe a year, net ${metrics.sharpe?.toFixed(2)}`,
      `Return in all, net ${(100 * (metrics.cum_return ?? 0)).toFixed(1)} %`,
      `Deepest drawdown ${(100 * (metrics.max_dd ?? 0)).toFixed(1)} %`,
      `Trades ${metrics.trades?.toLocaleString('en-US')}`,
      `PSR ${statistics.psr?.toFixed(2)}`,
      `DSR ${statistics.dsr?.toFixed(2)}`,
      `Trials on this data ${statistics.trials}`,
      ...folds.map(({ sharpe, trades }) => `${trades} ${sharpe?.toFixed(2)}`),
    ]
    for (const figure of figures) expect(words).toContain(figure)
    expect(text, 'the training of the same matrix tells of features').toContain(trained.run_id)
    expect(text).toContain('buy and hold')
    expect(text).not.toContain('<script')
  })

  it('has costs whose own point is the Sharpe ratio of the run', async () => {
    const run = await done(host.post('/backtest', { ...quick, slippage_bps: 4, commission_bps: 1 }))
    const data = JSON.parse((await report(run.run_id, 'json')).text).report
    const own = data.cost_curve.find(({ bps }: { bps: number }) => bps === 5)
    expect(own.sharpe).toBeCloseTo(data.metrics.sharpe, 9)
    expect(data.trades.value.net_return).toHaveLength(data.metrics.trades)
    expect(data.fits).toBe(5 * 6)
  })

  it('holds every trade, with the win rate of the run', async () => {
    const run = await done(host.post('/backtest', quick))
    const { trades, metrics } = JSON.parse((await report(run.run_id, 'json')).text).report
    const closed: number[] = trades.value.net_return.slice(0, trades.value.closed)
    const wins = closed.filter((value) => value > 0).length
    const losses = closed.filter((value) => value < 0).length
    expect(wins / (wins + losses)).toBeCloseTo(metrics.win_rate, 12)
  })

  it('tells what a run without trades does not know', async () => {
    const run = await done(host.post('/backtest', { ...quick, thresholds: [0.99] }))
    const { text } = await report(run.run_id)
    expectSelfContained(text)
    expect(text).toContain('it never traded, so nothing is known of its returns.')
    expect(text).toContain('It never traded.')
    expect(text).not.toMatch(/NaN|undefined|\[object/)
  })

  it('of a file without prices has no benchmark, and says so; names are escaped', async () => {
    const name = `a'b&c.csv`
    writeFileSync(join(host.workspace, name), hostileCsv())
    const run = await done(
      host.post('/backtest', {
        csv: name,
        horizon: 1,
        hyperparams: { rounds: 5 },
        thresholds: [0.5],
        tag: hostile,
      }),
    )
    const { text } = await report(run.run_id)
    expectSelfContained(text)
    expect(text).toContain('The file has returns but no prices, so that buying and holding is not known.')
    expect(text).not.toContain('>buy and hold<')
    expect(text).toContain('a&#39;\\&#39;&#39;b&amp;c.csv')
  })

  it('of a sweep’s row says what variants do not keep, and has the PBO of the sweep', async () => {
    const sweep = await done(
      host.post('/backtest_sweep', {
        ...quick,
        sweep: { thresholds_variants: [[0.5], [0.52], [0.55]], top_pct_variants: [0.1, 0.3] },
      }),
    )
    const { text } = await report(sweep.rows[0].id)
    expectSelfContained(text)
    expect(text).toContain('The variants of a sweep keep no list of their trades')
    expect(text).toContain('buying and holding made')
    expect(text).toMatch(/in 90 % of 500 draws with the same trades; this run beats [\d.]+ %/)
    expect(text).toMatch(/95 % interval<.*?-?\d+\.\d\d to -?\d+\.\d\d/s)
    const data = JSON.parse((await report(sweep.rows[0].id, 'json')).text).report
    const { pbo, logits } = data.sweep
    expect(pbo).toBeTypeOf('number')
    const worse = logits.filter((logit: number) => logit <= 1e-9).length / logits.length
    expect(worse, 'the picture shows the very splits that PBO counts').toBeCloseTo(pbo, 12)
    const whole = await report(sweep.sweep_id)
    expectSelfContained(whole.text)
    expect(whole.text).toContain(sweep.rows[0].id)
    expect(whole.text).toMatch(/of the 5 variants pass(es)? the gate/)
  })

  it('is a picture of its own as svg', async () => {
    const run = await done(host.post('/backtest', quick))
    const { text, headers } = await report(run.run_id, 'svg')
    expect(headers.get('content-type')).toContain('image/svg+xml')
    expect(text).toMatch(/^<svg xmlns=/)
    expect(text.replaceAll(/ xmlns(:\w+)?="[^"]*"/g, '')).not.toMatch(/https?:/)
  })
})

describe('a picture', () => {
  it('of a sweep is the equity of its best variant with the verdict, and of a training its features', async () => {
    const sweep = await done(
      host.post('/backtest_sweep', { ...quick, sweep: { thresholds_variants: [[0.5], [0.52]] } }),
    )
    const ofSweep = await report(sweep.sweep_id, 'svg')
    expect(ofSweep.text).toMatch(/^<svg xmlns=/)
    expect(ofSweep.text).toContain('the best of 2 variants')
    expect(ofSweep.text).toContain('of the 2 variants')
    const trained = await done(host.post('/train', quick))
    const ofTraining = await report(trained.run_id, 'svg')
    expect(ofTraining.headers.get('content-type')).toContain('image/svg+xml')
    expect(ofTraining.text).toContain('features by importance')
  })
})

describe('the card of a sweep', () => {
  it('says in Markdown what was tried, what came out first, how far luck explains it and how to repeat it', async () => {
    const sweep = await done(
      host.post('/backtest_sweep', {
        ...quick,
        tag: hostile,
        sweep: {
          thresholds_variants: [[0.5], [0.52], [0.55]],
          top_pct_variants: [0.1, 0.3],
        },
      }),
    )
    const { text, headers } = await report(sweep.sweep_id, 'md')
    expect(headers.get('content-type')).toContain('text/markdown')
    const data = JSON.parse((await report(sweep.sweep_id, 'json')).text).report
    const [best] = data.rows
    const lines = text.split('\n')
    expect(lines).toEqual(
      expect.arrayContaining([
        data.verdict,
        '- variants: 5',
        `- Run: ${best.id}`,
        `- Sharpe a year, net: ${best.metrics.sharpe.toFixed(2)}`,
        `- DSR of the winner: ${best.statistics.dsr.toFixed(3)}`,
        `- SPA p (Hansen): ${data.statistics.spa_p.toFixed(3)}`,
        expect.stringContaining(`- PBO: ${(100 * data.statistics.pbo).toFixed(1)} %, by cross-validation`),
        `- Trials on this data: ${best.statistics.trials}, this sweep among them`,
        data.command.line,
      ]),
    )
    for (const reason of best.gate.plain) expect(text).toContain(reason.replaceAll('_', '\\_'))
    expect(text.slice(0, text.indexOf('## Repeat it'))).not.toContain('<script>')
    expect(lines.filter((line) => /^\| \d/.test(line))).toHaveLength(5)
  })

  it('warns of what the request of the sweep was warned of', async () => {
    const sweep = await done(
      host.post('/backtest_sweep', {
        csv: 'features.csv',
        horizon: 5,
        hyperparams: { rounds: 5 },
        sweep: { thresholds_variants: [[0.5], [0.52]] },
      }),
    )
    expect(sweep.warnings.length).toBeGreaterThan(0)
    const { text } = await report(sweep.sweep_id, 'md')
    for (const warning of sweep.warnings) expect(text).toContain(warning)
  })
})

describe('the command that repeats a run', () => {
  it.each([
    ['defaults', quick],
    ['an audit', { ...quick, top_pct: 0.2, audit: true }],
    [
      'a share, long only',
      { ...quick, top_pct: 0.2, long_only: true, risk_profile: 'aggressive', tag: hostile },
    ],
    [
      'everything',
      {
        ...quick,
        thresholds: [0.5, 0.6],
        splits: 3,
        embargo: 0.01,
        rolling: true,
        inner_folds: 3,
        calibration: 'isotonic',
        seed: 3,
        slippage_bps: 2.5,
        commission_bps: 1,
        size_by_conf: true,
        conf_cap: 0.8,
        momentum_gate: true,
        momentum_min: -0.5,
        hyperparams: {
          rounds: 20,
          depth: 2,
          subsample: 0.8,
          early_stopping_rounds: 5,
          growth: 'leaf',
          max_leaves: 4,
        },
      },
    ],
    [
      'combinatorial folds',
      {
        model_id: quick.model_id,
        hyperparams: quick.hyperparams,
        cv: 'cpcv',
        cpcv_groups: 4,
        cpcv_test_groups: 1,
        embargo: 0.01,
      },
    ],
  ])('asks for the very same run: %s', async (_, request) => {
    const run = await done(host.post('/backtest', request))
    const command: { line: string } = (await dataOf(run.run_id)).command
    expect(await repeated(host, command.line)).toEqual({
      path: '/backtests',
      deduplicated: true,
      id: run.run_id,
    })
  })

  it('asks for the same run of a file', async () => {
    const run = await done(
      host.post('/backtest', {
        csv: 'features.csv',
        columns: { time: 'date', return: 'ret_fwd', features: ['signal'] },
        horizon: 2,
        periods_per_year: 260,
        hyperparams: { rounds: 5, monotone: { signal: 1 } },
      }),
    )
    const command: { line: string } = (await dataOf(run.run_id)).command
    expect(await repeated(host, command.line)).toMatchObject({ deduplicated: true, id: run.run_id })
  })

  it('asks for the same sweep and the same training', async () => {
    const sweep = await done(
      host.post('/backtest_sweep', {
        ...quick,
        sweep: { thresholds_variants: [[0.5], [0.52, 0.55]], top_pct_variants: [0.1] },
      }),
    )
    const again: { line: string } = (await dataOf(sweep.sweep_id)).command
    expect(await repeated(host, again.line)).toMatchObject({ deduplicated: true, id: sweep.sweep_id })
    const trained = await done(host.post('/train', { ...quick, tag: 'two words' }))
    const training: { line: string } = (await dataOf(trained.run_id)).command
    expect(await repeated(host, training.line)).toMatchObject({ deduplicated: true, id: trained.run_id })
  })
})

describe('a report that cannot be', () => {
  it('is refused by what it is', async () => {
    expect((await host.get('/reports/none')).body.error).toMatchObject({ code: 'NOT_FOUND' })
    const built = await done(host.post('/build_matrix', { model_id: modelId, start: '2010-01-04' }))
    expect((await host.get(`/reports/${built.run_id}`)).body.error).toMatchObject({ code: 'INVALID_PARAM' })
    expect((await host.get('/reports/none?format=pdf')).body.error).toMatchObject({ code: 'INVALID_PARAM' })
  })
})

function hostileCsv(): string {
  const lines = [`date,sig<b>"&,noise,ret_fwd`]
  for (let row = 0; row < 300; row++) {
    const day = new Date(Date.UTC(2015, 0, 1 + row)).toISOString().slice(0, 10)
    const noise = Math.sin(row * 1.7)
    lines.push(
      `${day},${Math.sin(row).toFixed(5)},${noise.toFixed(5)},${(0.01 * Math.sin(row * 3.1)).toFixed(6)}`,
    )
  }
  return `${lines.join('\n')}\n`
}
