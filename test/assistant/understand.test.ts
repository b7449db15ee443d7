import { describe, expect, it } from 'vitest'
import type { Question } from '../../src/assistant/question.ts'
import { askedOf } from '../../src/assistant/rules/asked.ts'
import { withoutSlips } from '../../src/assistant/rules/slots/slips.ts'
import type { Step } from '../../src/assistant/rules/step.ts'
import { understand } from '../../src/assistant/rules/understand.ts'

const known = {
  models: ['spx_eq_swing_daily', 'spy_eq_swing_daily', 'spy_opt_0dte_hourly'],
  packs: ['swingsigma', 'zerosigma'],
}
const now = new Date('2024-06-12T15:00:00.000Z')
const stepOf = (message: string, context: Question['context'] = {}): Step =>
  understand(askedOf({ message, context }, known, now))

const paramsOf = (message: string, context: Question['context'] = {}): Record<string, unknown> => {
  const step = stepOf(message, context)
  if (step.do !== 'call') throw new Error(`${message} is answered by ${step.do}`)
  return step.params
}

describe('what a question says', () => {
  it('takes no number of something else for a threshold or an hour', () => {
    const context = { view: 'backtest', model_id: 'spy_opt_0dte_hourly' } as const
    expect(paramsOf('run a backtest w/ thresholds .55,.60 and 3 splits', context)).toEqual({
      kind: 'backtest',
      payload: { model_id: 'spy_opt_0dte_hourly', thresholds: [0.55, 0.6], splits: 3 },
    })
    expect(paramsOf('backtest it in hours 13 14 and 4 folds', context)).toEqual({
      kind: 'backtest',
      payload: { model_id: 'spy_opt_0dte_hourly', allowed_hours: '13,14', splits: 4 },
    })
  })

  it('keeps sets of hours apart', () => {
    const { payload } = paramsOf('sweep spy_opt_0dte_hourly hours 13;13,14;10-12')
    expect(payload).toEqual({
      model_id: 'spy_opt_0dte_hourly',
      sweep: { hours_variants: ['13', '13,14', '10,11,12'] },
    })
  })

  it.each([
    ['build spx_eq_swing_daily 2012-01-01 to 2018-12-31', { start: '2012-01-01', end: '2018-12-31' }],
    ['build spx_eq_swing_daily for 2015-2018', { start: '2015-01-01', end: '2018-12-31' }],
    ['build spx_eq_swing_daily since march 2015', { start: '2015-03-01' }],
    ['build spx_eq_swing_daily of decisions', {}],
    ['build spx_eq_swing_daily before 2015', { end: '2014-12-31' }],
    ['build spx_eq_swing_daily until 2015', { end: '2015-12-31' }],
    ['build spx_eq_swing_daily before 2015-03-01', { end: '2015-02-28' }],
    ['build spx_eq_swing_daily after 2015', { start: '2016-01-01' }],
  ])('reads the days of %s', (message, days) => {
    expect(paramsOf(message)).toEqual({ kind: 'build', payload: { model_id: 'spx_eq_swing_daily', ...days } })
  })

  const model_id = 'spx_eq_swing_daily'
  it.each([
    ['backtest spx_eq_swing_daily at threshold 60%', { thresholds: [0.6] }],
    ['backtest spx_eq_swing_daily with 20 bps slippage', { slippage_bps: 20 }],
    [
      'backtest spx_eq_swing_daily with slippage of 2.5 and commission 1',
      { slippage_bps: 2.5, commission_bps: 1 },
    ],
    ['backtest spx_eq_swing_daily without slippage', { slippage_bps: 0 }],
    ['sweep spx_eq_swing_daily with top 5% and top 10%', { sweep: { top_pct_variants: [0.05, 0.1] } }],
    [
      'sweep spx_eq_swing_daily top 5%, 10 % or 15 percent',
      { sweep: { top_pct_variants: [0.05, 0.1, 0.15] } },
    ],
    ['sweep spx_eq_swing_daily top pct 5%,10%', { sweep: { top_pct_variants: [0.05, 0.1] } }],
  ])('reads all settings of %s', (message, settings) => {
    const step = stepOf(message)
    expect(step).toMatchObject({ do: 'call', params: { payload: { model_id, ...settings } } })
    expect(step).not.toHaveProperty('unread')
  })

  it.each([
    ['backtest spx_eq_swing_daily with thresholds 0.5 and 0.6, 20 dollars a trade', ['20']],
    ['backtest spx_eq_swing_daily top 5% and top 10%', ['10%']],
    ['build spx_eq_swing_daily for 2015-2018 with 7 of something', ['7']],
  ])('tells which numbers of %s are in no setting', (message, unread) => {
    expect(stepOf(message)).toMatchObject({ do: 'call', tool: 'pipeline.suggest', unread })
  })

  it('asks which model is meant by an order that names none, rather than show a ranking', () => {
    for (const order of [
      'run a sweep with thresholds 0.5,0.6 and top pct 5,10',
      'backtest with thresholds 0.6',
    ])
      expect(stepOf(order)).toMatchObject({ do: 'decline', text: expect.stringContaining('Of which model?') })
  })

  it.each([
    ['how many sweeps have I run', 'db.runs', { kind: 'sweep' }],
    ['how many backtests failed', 'db.runs', { kind: 'backtest', status: 'failed' }],
    ['show trials of spx_eq_swing_daily', 'db.trials', { model_id }],
  ])('looks up %s', (message, tool, params) => {
    expect(stepOf(message)).toEqual({ do: 'call', tool, params })
  })

  it('tells where models and packs are listed, and nothing of language models', () => {
    for (const message of ['which models are there', 'list my models', 'what models do I have'])
      expect(stepOf(message)).toMatchObject({ citations: [{ path: 'docs/commands/models.md' }] })
    expect(stepOf('which packs are there')).toMatchObject({ citations: [{ path: 'docs/commands/packs.md' }] })
  })

  it.each([
    'top 5 runs of tsla_eq_swing_daily',
    'build tsla_eq_swing_daily for 2024',
    'why did the gate of tsla_eq_swing_daily fail',
  ])('takes no other model for one that there is not: %s', (message) => {
    const step = stepOf(message, { model_id: 'spx_eq_swing_daily', view: 'leaderboard' })
    expect(step).toMatchObject({ do: 'decline', citations: [{ path: 'docs/commands/models.md' }] })
    expect(step).toHaveProperty('text', expect.stringContaining('There is no model "tsla_eq_swing_daily"'))
  })

  it('reads a name with a slip, and a tag of the form of a name', () => {
    expect(paramsOf('best run of spy_eq_swing_dayly')).toEqual({ model_id: 'spy_eq_swing_daily' })
    expect(paramsOf('leaderboard for tag my_own_tag')).toEqual({ tag: 'my_own_tag' })
  })
})

describe('slips', () => {
  it.each([
    ['which sweeps are runnign', 'which sweeps are running'],
    ['by sharp', 'by sharpe'],
    ['interupted', 'interrupted'],
    ['leaderbord', 'leaderboard'],
    ['cancelled', 'canceled'],
  ])('mends %s', (written, meant) => {
    expect(withoutSlips(written)).toBe(meant)
  })

  it.each([
    'option quotes',
    'trading costs',
    'train a model',
    'build it',
    'spx_eq_swing_daily',
    'it returned',
    'balance',
  ])('leaves %s', (text) => {
    expect(withoutSlips(text)).toBe(text)
  })
})

describe('a message without end', () => {
  it('is read as far as a question goes', () => {
    const { text, message } = askedOf({ message: 'why '.repeat(2_500), context: {} }, known, now)
    expect([text.length, message.length]).toEqual([1_999, 2_000])
  })
})
