import { describe, expect, it } from 'vitest'
import { sweepCard } from '../../src/report/sweepCard.ts'
import type { ReportedSweep, ReportedVariant } from '../../src/report/sweepFacts.ts'

function variant(place: number, changes: Partial<ReportedVariant> = {}): ReportedVariant {
  return {
    id: `run-${place}`,
    config: { kind: 'thr', value: `0.5${place}`, splits: 5, allowed_hours: '9|15', seed: 2025 },
    metrics: { sharpe: 1.234, cum_return: 0.25, max_dd: 0.1, trades: 1234, win_rate: 0.52 },
    gate: {
      pass: false,
      reasons: ['dsr_below_min'],
      plain: ['The DSR is 0.62; at least 0.90 is asked for.'],
      not_applied: [{ limit: 'adv_max_bps', why: 'nothing is traded' }],
    },
    statistics: { dsr: 0.62, psr: 0.9, trials: 12, trials_effective: 4.25, min_trl: 900, sessions: 500 },
    score: 0.5,
    ...changes,
  }
}

const sweep: ReportedSweep = {
  sweep_id: 's1',
  pack_id: 'swingsigma',
  model_id: 'spx_eq_swing_daily',
  status: 'completed',
  created_at: '2024-06-03T13:30:00Z',
  tag: '<b>*x*</b>\n# no heading',
  lineage: { matrix_sha: 'ab12', policy_sha: null, risk_profile: 'balanced' },
  statistics: {
    spa_p: 0.0412,
    reality_check_p: 0.06,
    best_sharpe_interval: [-0.1, 2.4],
    best_run_id: 'run-1',
    spa_unavailable: null,
  },
  warnings: ['the bars have no volume: it is missing in every row'],
  verdict: 'None of the 2 variants passes the gate.',
  rows: [variant(1), variant(2)],
  equity: [],
  overfitting: {
    sweep_id: 's1',
    variants: 2,
    pbo: 0.4,
    oos_loss_probability: 0.125,
    blocks: 16,
    logits: [],
  },
  command: { line: "sigma sweep --csv 'a```b.csv'", notes: ['Run it in the folder of the workspace.'] },
}

/** The lines below a heading, up to the next one. */
function section(card: string, heading: string): string[] {
  const lines = card.split('\n')
  const from = lines.indexOf(`## ${heading}`) + 1
  const length = lines.slice(from).findIndex((line) => line.startsWith('## '))
  return lines.slice(from, length < 0 ? undefined : from + length).filter((line) => line !== '')
}

describe('sweepCard', () => {
  it('has the headings of a card in their order', () => {
    const headings = [...sweepCard(sweep).matchAll(/^#+ .*$/gm)].map(([line]) => line)
    expect(headings).toEqual([
      '# Sweep Card - spx\\_eq\\_swing\\_daily',
      '## Lineage',
      '## Tried',
      '## Winner',
      '## Gate of the winner',
      '## Luck',
      '## Warnings',
      '## Repeat it',
    ])
  })

  it('lists the variants and the settings that they share or not', () => {
    const rows = [variant(1), variant(2, { config: { kind: 'top_pct', value: '0.1', splits: 5, seed: 7 } })]
    const lines = section(sweepCard({ ...sweep, rows }), 'Tried')
    expect(lines).toEqual(
      expect.arrayContaining([
        '- variants: 2',
        '- splits: 5',
        '- seed: 2025 or 7',
        '- allowed\\_hours: 9\\|15',
        '| 1 | 0.51, hours 9\\|15 | fail | 0.50 | 1.23 | 25.0 % | 10.0 % | 1,234 | 0.62 | run-1 |',
        '| 2 | top 10.0 % | fail | 0.50 | 1.23 | 25.0 % | 10.0 % | 1,234 | 0.62 | run-2 |',
      ]),
    )
  })

  it('lists the best of many, and says how many more there are', () => {
    const rows = Array.from({ length: 33 }, (_, place) => variant(place))
    const lines = section(sweepCard({ ...sweep, rows }), 'Tried')
    expect(lines.filter((line) => /^\| \d/.test(line))).toHaveLength(20)
    expect(lines.at(-1)).toBe('13 variants more: sigma sweep results lists all.')
  })

  it('says why the winner passes or fails, and which limits were not applied', () => {
    expect(section(sweepCard(sweep), 'Gate of the winner')).toEqual([
      '- Fails.',
      '- The DSR is 0.62; at least 0.90 is asked for.',
      '- The limit adv\\_max\\_bps was not applied: nothing is traded.',
    ])
    const passed = { ...sweep, rows: [variant(1, { gate: { pass: true, reasons: [] } })] }
    expect(section(sweepCard(passed), 'Gate of the winner')).toEqual([
      '- Passes: every limit that applies is met.',
    ])
  })

  it('counts the trials beside the figures of luck', () => {
    expect(section(sweepCard(sweep), 'Luck')).toEqual([
      '- Trials on this data: 12, this sweep among them',
      '- Trials, corrected for their correlation: 4.3',
      '- DSR of the winner: 0.620',
      '- PSR of the winner: 0.900',
      '- Sharpe a year of the best, 95 % interval: -0.10 to 2.40',
      '- SPA p (Hansen): 0.041',
      '- Reality check p (White): 0.060',
      '- PBO: 40.0 %, by cross-validation over 16 blocks',
      '- Out-of-sample loss probability: 12.5 %, by cross-validation over 16 blocks',
    ])
  })

  it('says why a figure of luck is not known', () => {
    const short = {
      ...sweep,
      statistics: { spa_unavailable: 'the variants share 12 sessions, and 60 are needed' },
      overfitting: { ...sweep.overfitting, pbo: null, oos_loss_probability: null, blocks: null },
    }
    const lines = section(sweepCard(short), 'Luck')
    expect(lines).toContain('- SPA p (Hansen): not known, the variants share 12 sessions, and 60 are needed')
    expect(lines).toContain(
      '- PBO: not known, that takes two variants or more, and 120 sessions that all of them share',
    )
  })

  it('warns of what the request was told, of a short record and of a winner that came later', () => {
    const later = { ...sweep, rows: [variant(2), variant(1)] }
    expect(section(sweepCard(later), 'Warnings')).toEqual([
      '- the bars have no volume: it is missing in every row',
      expect.stringMatching(/^- When the sweep ended run-1 was first;/),
      '- It takes 900 sessions to be 95 % sure of the Sharpe ratio of the winner; there are 500.',
    ])
    const calm = {
      ...sweep,
      warnings: [],
      rows: [variant(1, { statistics: { min_trl: 10, sessions: 500 } })],
    }
    expect(section(sweepCard(calm), 'Warnings')).toEqual(['None known.'])
  })

  it('of a sweep that is not done says so, without a winner', () => {
    const card = sweepCard({
      ...sweep,
      status: 'running',
      progress: { completed: 0, total: 9 },
      rows: [],
      command: null,
      statistics: null,
    })
    expect(section(card, 'Winner')).toEqual(['No variant is done.'])
    expect(section(card, 'Warnings').join()).toContain('The sweep is running: 0 of 9 variants done')
    expect(section(card, 'Repeat it')).toEqual(['No variant is done, so that there is nothing to repeat.'])
    expect(card).not.toMatch(/NaN|undefined|\[object/)
  })

  it('of combinatorial folds says that nobody could have traded the winner', () => {
    const rows = [variant(1, { gate: null, non_causal: true })]
    const card = sweepCard({ ...sweep, rows })
    expect(section(card, 'Gate of the winner').join()).toContain('saw rows after their test folds')
    expect(section(card, 'Warnings').join()).toContain('nobody could have traded it')
  })

  it('takes names for text, and fences the command so that no name closes it', () => {
    const card = sweepCard(sweep)
    expect(card).toContain('- Tag: \\<b\\>\\*x\\*\\</b\\> \\# no heading')
    expect(section(card, 'Repeat it')).toEqual([
      '````sh',
      "sigma sweep --csv 'a```b.csv'",
      '````',
      'Run it in the folder of the workspace.',
    ])
  })
})
