import { describe, expect, it } from 'vitest'
import { cardMarkdown, type ModelCard } from '../../src/report/modelCard.ts'

const card: ModelCard = {
  schema_version: '1.0',
  pack_id: 'adhoc',
  model_id: 'features',
  version: 3,
  created_at: '2024-06-03T13:30:00Z',
  updated_at: '2024-06-03T13:30:00Z',
  event: 'backtest',
  run_id: 'r1',
  policy_version: null,
  lineage: { pack_sha: 'ab12', policy_sha: null },
  config: { ticker: null, model: null, task: null, train_window: null },
  policy: { slippage_bps: 1, brackets: { enabled: true } },
  params: { tag: '<script>*x*</script>\n# no heading' },
  metrics: { best_sharpe_hourly: 0.05, best_cum_ret: null, rows: 400, n_trades: 12, sharpe: 1.5 },
  features: ['rsi_14', 'a|b'],
  contributions: [
    { feature: 'a|b', gain_share: 0.75, loss_increase: 0.0123 },
    { feature: 'rsi_14', gain_share: 0.25, loss_increase: null },
  ],
  indicator_set: { name: null, version: null, indicators: [], why: 'a file has no indicators' },
  notes: null,
  data: {
    ticker: null,
    asset_type: null,
    cadence: null,
    window: { train_start: null, train_end: null, test_start: null, test_end: null },
    point_in_time: null,
    point_in_time_why: 'the features of a file can not be computed again',
  },
  label: { kind: null },
  evaluation: null,
  assumptions: ['A change of position costs 1 bps.'],
  risks: [],
  outputs: {
    classes: ['UP', 'DOWN'],
    calibration: 'sigmoid',
    thresholds: [0.55],
    top_pct: null,
    alerts: { entry_mode: 'next_session_open', brackets: { enabled: true } },
    recommended_risk: { min_rr: 1, max_daily_loss: null },
  },
}

describe('cardMarkdown', () => {
  it('has the headings of a card in their order', () => {
    const headings = [...cardMarkdown(card).matchAll(/^#+ .*$/gm)].map(([line]) => line)
    expect(headings).toEqual([
      '# Model Card - features',
      '## Lineage',
      '## Config',
      '## Data',
      '## Label',
      '## Policy (execution)',
      '## Features',
      '## Contributions',
      '## Params',
      '## Metrics',
      '## Evaluation',
      '## Assumptions',
      '## Risks',
      '## Outputs',
      '## Notes',
    ])
  })

  it('shows the figures of a card that are known, and no other', () => {
    const [, metrics] = /## Metrics\n\n([\s\S]*?)\n\n##/.exec(cardMarkdown(card)) ?? []
    expect(metrics?.split('\n')).toEqual([
      '- best\\_sharpe\\_hourly: 0.05',
      '- rows: 400',
      '- n\\_trades: 12',
    ])
  })

  it('tells what it rests on and what it gives', () => {
    const text = cardMarkdown(card)
    expect(text).toContain('## Assumptions\n\n- A change of position costs 1 bps.')
    expect(text).toContain('- classes: \\["UP","DOWN"\\]')
    expect(text).toContain('- recommended\\_risk: {"min\\_rr":1,"max\\_daily\\_loss":null}')
  })

  it('takes names and tags as text', () => {
    const text = cardMarkdown(card)
    expect(text).toContain('- tag: \\<script\\>\\*x\\*\\</script\\> \\# no heading')
    expect(text).toContain('- a\\|b')
  })

  it('names the indicator set and its version', () => {
    const indicator_set = { name: 'swing_eq_default', version: 2, indicators: [], why: null }
    expect(cardMarkdown({ ...card, indicator_set })).toContain(
      'Indicator set: swing\\_eq\\_default, version 2.',
    )
  })

  it('invents nothing', () => {
    const text = cardMarkdown({ ...card, features: null, metrics: {}, lineage: {} })
    expect(text).toContain('## Features\n\nIndicator set: none, a file has no indicators.\n\nNot known.')
    expect(text).toContain('## Metrics\n\nNone.')
    expect(text).toContain('- Policy Version: none')
    expect(text).toContain('- point\\_in\\_time: none')
    expect(text).toContain('## Risks\n\nNone known.')
  })
})
