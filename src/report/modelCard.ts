import { bullets, plain, sentences } from './markdown.ts'

/** A model card as it is kept: what was done with a model, of what, and what came of it. Unknown is null. */
export interface ModelCard {
  schema_version: '1.0'
  pack_id: string
  model_id: string
  /** Which card of the model this is, from 1. */
  version: number
  /** UTC, to the second. */
  created_at: string
  /** The same as `created_at`: no card is ever changed, a later one takes its place. */
  updated_at: string
  event: 'build' | 'train' | 'backtest'
  /** The build, training or backtest. */
  run_id: string
  /** Of the stored policy; null where the model's file, or no policy at all, was used. */
  policy_version: number | null
  lineage: Readonly<Record<string, unknown>>
  config: {
    ticker: string | null
    model: string | null
    task: string | null
    train_window: { start: string; end: string } | null
  }
  policy: Readonly<Record<string, unknown>>
  params: Readonly<Record<string, unknown>>
  metrics: Readonly<Record<string, unknown>>
  features: readonly string[] | null
  /** How much of what a fitted model has learned each feature gave, the most first; null where nothing was fitted for good. */
  contributions: readonly Contribution[] | null
  /** Which indicators the features come from. `why` says what a missing name means. */
  indicator_set: {
    name: string | null
    version: number | null
    indicators: readonly { name: string; params: Readonly<Record<string, unknown>> }[]
    why: string | null
  }
  notes: string | null
  data: {
    ticker: string | null
    /** Of a universe; absent where the model has one ticker. */
    tickers?: readonly string[]
    asset_type: string | null
    cadence: string | null
    window: {
      train_start: string | null
      train_end: string | null
      test_start: string | null
      test_end: string | null
    }
    /** Whether no feature used what came later; null where that can't be told. */
    point_in_time: boolean | null
    point_in_time_why: string
  }
  label: { kind: string | null }
  /** Of backtests. */
  evaluation: {
    method: string
    splits: number
    embargo: number
    metrics: {
      sharpe_hourly: number | null
      cum_ret: number | null
      hit_rate: number | null
      mdd: number | null
    }
    costs: { slippage_bps: number; commission_bps: number }
  } | null
  /** What its numbers rest on, a sentence each, as the settings in force say. */
  assumptions: readonly string[]
  /** What its own figures say against it, a sentence each. */
  risks: readonly string[]
  outputs: CardOutputs
}

interface Contribution {
  feature: string
  /** Of the gain of all splits, from 0 to 1. */
  gain_share: number
  /** What its shuffling on held-out rows costs, in log loss; null without such rows. */
  loss_increase: number | null
}

/** What the model gives, and how it is meant to be traded. */
export interface CardOutputs {
  /** Names of the classes whose scores it gives; null where it gives a number, or where nothing was fitted. */
  classes: readonly string[] | null
  calibration: string | null
  /** Of scores: one that was suggested or given, or those that each training part chose from. */
  thresholds: readonly number[] | null
  /** Of a model with a threshold for each hour of New York time. */
  thresholds_by_hour?: readonly { hour: number; level: number | null }[]
  top_pct: number | null
  alerts: { entry_mode: string; brackets: Readonly<Record<string, unknown>> }
  recommended_risk: {
    min_rr: number
    /** In multiples of the risk of a trade; null where the profile sets no cap. */
    max_daily_loss: number | null
  }
}

/** The figures that the page of a card shows; the JSON beside it has all. */
const shownMetrics = ['best_sharpe_hourly', 'best_cum_ret', 'rows', 'n_trades', 'auc', 'f1']

/** A card as Markdown. */
export function cardMarkdown(card: ModelCard): string {
  const { pack_id, model_id, created_at, event, policy_version, lineage, config, policy } = card
  const {
    features,
    contributions,
    indicator_set,
    params,
    metrics,
    notes,
    data,
    assumptions,
    risks,
    outputs,
  } = card
  const known = Object.fromEntries(
    shownMetrics.flatMap((name) => (typeof metrics[name] === 'number' ? [[name, metrics[name]]] : [])),
  )
  return `${[
    `# Model Card - ${plain(model_id)}`,
    bullets({
      Pack: pack_id,
      Version: card.version,
      Created: created_at,
      Updated: card.updated_at,
      Event: event,
      'Policy Version': policy_version,
    }),
    '## Lineage',
    bullets(lineage),
    '## Config',
    bullets(config),
    '## Data',
    bullets(data),
    '## Label',
    bullets(card.label),
    '## Policy (execution)',
    bullets(policy),
    '## Features',
    plain(setText(indicator_set)),
    features === null
      ? 'Not known.'
      : features.length === 0
        ? 'None.'
        : features.map((name) => `- ${plain(name)}`).join('\n'),
    '## Contributions',
    contributionsText(contributions),
    '## Params',
    bullets(params),
    '## Metrics',
    bullets(known),
    '## Evaluation',
    card.evaluation === null ? 'None.' : bullets({ ...card.evaluation }),
    '## Assumptions',
    sentences(assumptions),
    '## Risks',
    sentences(risks),
    '## Outputs',
    bullets({ ...outputs }),
    '## Notes',
    notes === null ? 'None.' : plain(notes),
  ].join('\n\n')}\n`
}

/** As many as are read at a glance; the JSON has all. */
const shownContributions = 20

function contributionsText(contributions: ModelCard['contributions']): string {
  if (contributions === null) return 'Not known.'
  const shown = contributions.slice(0, shownContributions).map(({ feature, gain_share, loss_increase }) => {
    const cost = loss_increase === null ? '' : `, ${loss_increase.toPrecision(3)} of log loss when shuffled`
    return `- ${plain(feature)}: ${(100 * gain_share).toFixed(1)} % of the gain${cost}`
  })
  const more = contributions.length - shown.length
  return [...shown, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n') || 'None.'
}

function setText({ name, version, why }: ModelCard['indicator_set']): string {
  return name === null ? `Indicator set: none, ${why}.` : `Indicator set: ${name}, version ${version}.`
}
