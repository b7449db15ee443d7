import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { proposedKinds } from '../../src/assistant/parts.ts'
import { commandOf } from '../../src/assistant/proposals/commandOf.ts'
import { makeLineOf } from '../../src/assistant/proposals/makeLineOf.ts'
import { requestOf } from '../../src/assistant/proposals/operationOf.ts'
import { toBacktestRequest, toSweepRequest, toTrainRequest } from '../../src/server/requests.ts'
import { toBuildRequest } from '../../src/server/routes/matrix.ts'
import { runSigma } from '../cli/runSigma.ts'

type Kind = (typeof proposedKinds)[number]
type Payload = Record<string, unknown>

/** Fields that some option says, each with a value that it can have. */
const sayable: Record<Kind, Payload> = {
  build: {
    ...{ pack_id: 'swingsigma', start: '2010-01-04', end: '2012-12-31', source: 'sample' },
    ...{ allowed_hours: '13,14', distance_max: 7, k_sigma: 0.5, out_csv: 'out.csv', format: 'csv' },
    ...{ risk_profile: 'balanced', tag: "it's", force: true, tickers: ['SPY', 'QQQ'] },
  },
  train: {
    ...{ pack_id: 'swingsigma', allowed_hours: [13, 14], calibration: 'sigmoid', seed: 7, inner_folds: 3 },
    hyperparams: { rounds: 20, depth: 2, min_child_weight: 0.5, early_stopping_rounds: null },
    ...{ objective: 'squared', model_out: 'm.json', tag: 't', force: true },
  },
  backtest: {
    ...{ pack_id: 'swingsigma', thresholds: [0.55, 0.6], splits: 4, embargo: 0.02, rolling: true },
    ...{ allowed_hours: '', slippage_bps: 2, size_by_conf: true, conf_cap: 0.8, momentum_gate: false },
    ...{ momentum_min: -0.1, long_only: true, brackets: { atr_period: 10, atr_mult_stop: 1.5 } },
    ...{
      options: { risk_per_trade: 0.02, commission_per_contract: 0.65 },
      audit: true,
      risk_profile: 'aggressive',
    },
    hyperparams: { growth: 'leaf', max_leaves: 8, early_stopping_rounds: 10 },
    per_hour_thresholds: true,
  },
  sweep: {
    ...{ pack_id: 'swingsigma', calibration: 'isotonic', memory_limit: '4GB', tag: 'grid' },
    sweep: {
      thresholds_variants: [[0.5, 0.55], '0.60,0.65'],
      hours_variants: ['', '13,14', [15]],
      top_pct_variants: [0.1, '0.15'],
      momentum_gate_variants: [true, false],
      embargo: 0.01,
    },
    ...{ cv: 'cpcv', cpcv_groups: 6, cpcv_test_groups: 2, brackets: true, periods_per_year: 252 },
  },
}

/** What a server makes of a body: two that say the same are the same. A method takes each its own. */
const readings: Record<Kind, { read(body: unknown): unknown }['read']> = {
  build: toBuildRequest,
  train: toTrainRequest,
  backtest: toBacktestRequest,
  sweep: toSweepRequest,
}

/** The words of a line, as the shell takes them. */
function wordsOf(line: string): string[] {
  return execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(0, -1)
}

/** The request that a line sends. */
async function requestOfLine(line: string): Promise<{ method: string; path: string; body: Payload }> {
  const [program, ...argv] = wordsOf(line)
  expect(program).toBe('sigma')
  const { code, stdout, stderr } = await runSigma(
    ...argv,
    '--dry-run',
    '--json',
    '--workspace',
    process.cwd(),
  )
  expect(code, `${line}\n${stdout}${stderr}`).toBe(0)
  return JSON.parse(stdout).request
}

/** Every field by itself, and all together. What belongs to combinatorial folds can't stand alone. */
const payloadsOf = (kind: Kind): Payload[] => [
  { model_id: 'spx_eq_swing_daily' },
  { model_id: 'spx_eq_swing_daily', ...sayable[kind] },
  ...Object.entries(sayable[kind])
    .filter(([name]) => !name.startsWith('cpcv_'))
    .map(([name, value]) => ({
      model_id: 'spx_eq_swing_daily',
      [name]: value,
    })),
]

describe('the command of a proposal', () => {
  it.each(proposedKinds)('sends the same request: %s', async (kind) => {
    for (const payload of payloadsOf(kind)) {
      const request = requestOf(kind, payload)
      const line = commandOf(kind, request)
      expect(line).toMatch(new RegExp(`^sigma ${kind} spx_eq_swing_daily`))
      const sent = await requestOfLine(line)
      expect([sent.method, sent.path]).toEqual(['POST', expect.any(String)])
      expect(readings[kind](sent.body), line).toEqual(readings[kind](payload))
    }
  })

  it('sends what no option says as it is', async () => {
    const payload = { model_id: 'm', hyperparams: { monotone: { "it's": 1 } }, config: 'x.yaml' }
    const line = commandOf('backtest', requestOf('backtest', payload))
    expect(line).toMatch(/^sigma api POST \/backtests --data /)
    expect(await requestOfLine(line)).toEqual({ method: 'POST', path: '/backtests', body: payload })
  })

  it('takes a name that looks like an option for no option', async () => {
    const payload = { model_id: '--yes' }
    expect(await requestOfLine(commandOf('sweep', requestOf('sweep', payload)))).toMatchObject({
      body: payload,
    })
  })

  it('promotes a backtest by its own command', async () => {
    const payload = { jobs: [{ from: { backtest_id: 'b-1' }, tag: 'x' }] }
    const line = commandOf('train', requestOf('train', payload))
    expect(line).toBe('sigma train --tag x --from b-1')
  })
})

describe('the line of make of a proposal', () => {
  const model = { model_id: 'm', pack_id: 'swingsigma' }

  it.each<[Kind, Payload, string]>([
    ['build', { ...model, start: '2010-01-04', end: '2012-12-31', ticker: 'QQQ' }, 'build'],
    ['train', { ...model, calibration: 'sigmoid', allowed_hours: '13,14' }, 'train'],
    ['backtest', { model_id: 'm', thresholds: [0.5, 0.6] }, 'backtest'],
    ['backtest', { ...model, top_pct: 0.1, splits: 4 }, 'backtest-adv'],
    ['backtest', { ...model, momentum_gate: true, momentum_min: 0.2, thresholds: '0.5' }, 'backtest-gated'],
  ])('sends the same request: %s %j', async (kind, payload, target) => {
    const line = makeLineOf(kind, payload)
    expect(line).toMatch(new RegExp(`^sigma make ${target} MODEL_ID=m `))
    const { body } = await requestOfLine(line ?? '')
    expect(readings[kind](body), line).toEqual(readings[kind](payload))
  })

  it.each<[Kind, Payload]>([
    ['build', model],
    ['train', model],
    ['backtest', { ...model, audit: true }],
    ['backtest', { csv: 'features.csv' }],
    ['sweep', { ...model, sweep: { top_pct_variants: [0.1] } }],
  ])('is left out where there was none: %s %j', (kind, payload) => {
    expect(makeLineOf(kind, payload)).toBeUndefined()
  })
})
