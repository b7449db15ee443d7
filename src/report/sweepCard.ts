import { figureOf } from './backtest/data.ts'
import { count, fixed, percent, plural, two, unknown } from './figures.ts'
import { bullets, codeBlock, markdownTable, plain, sentences } from './markdown.ts'
import { pathsNotJudged, type ReportedSweep, type ReportedVariant, ruleText } from './sweepFacts.ts'

/** More variants than these are no table that is read. */
const variantsAtMost = 20

/** The card of a sweep as Markdown: what was tried, what came out best, how far luck explains it, and how to repeat it. */
export function sweepCard(sweep: ReportedSweep): string {
  const { rows, command, lineage } = sweep
  const best = rows.at(0)
  return `${[
    `# Sweep Card - ${plain(sweep.model_id)}`,
    bullets({
      Pack: sweep.pack_id,
      Sweep: sweep.sweep_id,
      Created: sweep.created_at,
      Status: sweep.status,
      Tag: sweep.tag,
      'Risk profile': lineage?.risk_profile,
    }),
    plain(sweep.verdict),
    '## Lineage',
    bullets(lineage ?? {}),
    '## Tried',
    bullets(tried(sweep)),
    variantTable(rows),
    '## Winner',
    best ? bullets(winner(best)) : 'No variant is done.',
    '## Gate of the winner',
    best ? gateText(best) : 'No variant is done.',
    '## Luck',
    bullets(luck(sweep, best)),
    '## Warnings',
    sentences(warnings(sweep)),
    '## Repeat it',
    ...(command
      ? [codeBlock(command.line, 'sh'), ...command.notes.map(plain)]
      : ['No variant is done, so that there is nothing to repeat.']),
  ].join('\n\n')}\n`
}

/** The settings that all variants share, and the values of those that they do not. */
function tried({ rows }: ReportedSweep): Record<string, unknown> {
  const values = new Map<string, Set<string>>()
  for (const { config } of rows) {
    for (const [name, value] of Object.entries(config ?? {})) {
      if (['kind', 'value', 'tag'].includes(name) || value == null) continue
      const seen = values.get(name) ?? new Set()
      values.set(name, seen.add(typeof value === 'object' ? JSON.stringify(value) : String(value)))
    }
  }
  const settings = [...values].map(([name, seen]): [string, string] => [name, [...seen].join(' or ')])
  return { variants: rows.length, ...Object.fromEntries(settings) }
}

function variantTable(rows: readonly ReportedVariant[]): string {
  if (rows.length === 0) return 'No variant is done.'
  const shown = rows.slice(0, variantsAtMost)
  const cells = shown.map(({ id, config, gate, score, metrics, statistics }, place) => [
    String(place + 1),
    ruleText(config),
    gate ? (gate.pass ? 'pass' : 'fail') : unknown,
    two(score),
    two(figureOf(metrics, 'sharpe')),
    percent(figureOf(metrics, 'cum_return')),
    percent(figureOf(metrics, 'max_dd')),
    count(figureOf(metrics, 'trades')),
    two(figureOf(statistics, 'dsr')),
    id,
  ])
  const columns = ['#', 'Rule', 'Gate', 'Score', 'Sharpe', 'Return', 'Drawdown', 'Trades', 'DSR', 'Run']
  const rest = rows.length - shown.length
  return [
    'Out of sample and net of costs, gate first, then score:',
    markdownTable(columns, cells),
    ...(rest > 0 ? [`${plural(rest, 'variant')} more: sigma sweep results lists all.`] : []),
  ].join('\n\n')
}

function winner({ id, config, score, metrics }: ReportedVariant): Record<string, string> {
  const of = (name: string) => figureOf(metrics, name)
  return {
    Run: id,
    Rule: ruleText(config),
    Score: two(score),
    'Sharpe a year, net': two(of('sharpe')),
    'Return in all, net': percent(of('cum_return')),
    'Deepest drawdown': percent(of('max_dd')),
    Trades: count(of('trades')),
    'Win rate': percent(of('win_rate')),
  }
}

function gateText({ gate, non_causal }: ReportedVariant): string {
  if (!gate) return non_causal ? pathsNotJudged : 'No variant has been judged.'
  const { pass, plain: said, reasons, not_applied = [] } = gate
  return sentences([
    ...(pass ? ['Passes: every limit that applies is met.'] : ['Fails.', ...(said ?? reasons)]),
    ...not_applied.map(({ limit, why }) => `The limit ${limit} was not applied: ${why}.`),
  ])
}

/** How far luck goes in explaining the winner, with how much was tried. */
function luck(
  { statistics, overfitting }: ReportedSweep,
  best: ReportedVariant | undefined,
): Record<string, string> {
  const of = (name: string) => figureOf(statistics, name)
  const own = (name: string) => figureOf(best?.statistics, name)
  const [low, high] = statistics?.best_sharpe_interval ?? []
  const why = statistics?.spa_unavailable
  const p = (name: string) => (of(name) === null && why ? `${unknown}, ${why}` : fixed(of(name), 3))
  const { pbo, oos_loss_probability: loss, blocks } = overfitting
  const cut = blocks === null ? '' : `, by cross-validation over ${plural(blocks, 'block')}`
  const uncut = 'that takes two variants or more, and 120 sessions that all of them share'
  const chosen = (value: number | null) =>
    value === null ? `${unknown}, ${uncut}` : `${percent(value)}${cut}`
  return {
    'Trials on this data': `${count(own('trials') ?? of('trials'))}, this sweep among them`,
    'Trials, corrected for their correlation': fixed(own('trials_effective') ?? of('trials_effective'), 1),
    'DSR of the winner': fixed(own('dsr'), 3),
    'PSR of the winner': fixed(own('psr'), 3),
    'Sharpe a year of the best, 95 % interval':
      low === undefined || high === undefined ? unknown : `${two(low)} to ${two(high)}`,
    'SPA p (Hansen)': p('spa_p'),
    'Reality check p (White)': p('reality_check_p'),
    PBO: chosen(pbo),
    'Out-of-sample loss probability': chosen(loss),
  }
}

function warnings({
  warnings: said = [],
  status,
  progress,
  rows,
  statistics,
}: ReportedSweep): readonly string[] {
  const best = rows.at(0)
  const first = statistics?.best_run_id
  const needed = figureOf(best?.statistics, 'min_trl')
  const sessions = figureOf(best?.statistics, 'sessions')
  return [
    ...said,
    ...(status !== 'completed' && progress
      ? [
          `The sweep is ${status}: ${progress.completed} of ${plural(progress.total, 'variant')} done, and the luck of a choice among all is not known.`,
        ]
      : []),
    ...(typeof first === 'string' && best && first !== best.id
      ? [
          typeof best.rung === 'number'
            ? `Halving came through to ${first}, which had the most rounds; ${best.id} has the better score, on fewer or as many. The interval of the Sharpe ratio is of ${first}.`
            : `When the sweep ended ${first} was first; more was tried on the data since. The interval of the Sharpe ratio is of that run.`,
        ]
      : []),
    ...(best?.non_causal
      ? ['Its models were trained on rows after their test folds too: nobody could have traded it.']
      : []),
    ...(needed !== null && sessions !== null && needed > sessions
      ? [
          `It takes ${count(needed)} sessions to be 95 % sure of the Sharpe ratio of the winner; there are ${count(sessions)}.`,
        ]
      : []),
  ]
}
