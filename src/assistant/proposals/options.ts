import type { ProposedKind } from '../parts.ts'

/** The words of a command line that say the value of a field; undefined where no option says it. */
type Option = (value: unknown) => string[] | undefined

/** Options by the field of a request that they say. */
export type Options = Readonly<Record<string, Option>>

const isScalar = (value: unknown): value is string | number =>
  typeof value === 'string' || typeof value === 'number'

const one =
  (flag: string): Option =>
  (value) =>
    isScalar(value) && value !== '' ? [flag, String(value)] : undefined

/** A switch that is only there to be on. */
const on =
  (flag: string): Option =>
  (value) =>
    value === true ? [flag] : value === false ? [] : undefined

const onOff =
  (name: string): Option =>
  (value) =>
    typeof value === 'boolean' ? [value ? `--${name}` : `--no-${name}`] : undefined

/** A list, or the text of one. */
function listed(value: unknown): string | undefined {
  if (isScalar(value)) return String(value)
  return Array.isArray(value) && value.length > 0 && value.every(isScalar) ? value.join(',') : undefined
}

const list =
  (flag: string): Option =>
  (value) => {
    const text = listed(value)
    return text === undefined || text === '' ? undefined : [flag, text]
  }

/** No hours are all of them. */
const hoursText = (value: unknown): string | undefined =>
  value === '' || (Array.isArray(value) && value.length === 0) ? 'all' : listed(value)

const hours: Option = (value) => {
  const text = hoursText(value)
  return text === undefined ? undefined : ['--hours', text]
}

/** Sets, each a list of its own. */
const sets =
  (flag: string, setText: (set: unknown) => string | undefined): Option =>
  (value) => {
    if (!Array.isArray(value) || value.length === 0) return undefined
    const texts = value.map(setText)
    return texts.some((text) => text === undefined || text === '') ? undefined : [flag, texts.join(';')]
  }

const momentumVariants: Option = (value) => {
  if (!Array.isArray(value)) return undefined
  const which = { true: 'on', false: 'off', 'true,false': 'both' }[value.join(',')]
  return which === undefined ? undefined : ['--momentum', which]
}

/** Fields inside one field, each with its own option. */
const inside =
  (options: Options): Option =>
  (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
    return wordsOf(value, options).left.length > 0 ? undefined : wordsOf(value, options).words
  }

const kebab = (name: string): string => `--${name.replaceAll('_', '-')}`
const named = (...names: string[]): Options =>
  Object.fromEntries(names.map((name) => [name, one(kebab(name))]))

const subject: Options = { pack_id: one('--pack'), csv: one('--csv'), horizon: one('--horizon') }
const kept: Options = {
  risk_profile: one('--risk'),
  tag: one('--tag'),
  force: on('--force'),
  threads: one('--threads'),
}
const columns: Options = {
  columns: inside({
    ...named('time', 'ticker', 'target', 'return', 'weights'),
    features: list('--features'),
    exclude: list('--exclude'),
  }),
}

const fit: Options = {
  matrix_sha: one('--matrix'),
  ...named('seed', 'calibration', 'inner_folds'),
  hyperparams: inside({
    ...named(
      'rounds',
      'depth',
      'max_leaves',
      'growth',
      'rate',
      'lambda',
      'alpha',
      'gamma',
      'min_child_weight',
    ),
    ...named('subsample', 'column_sample', 'column_sample_by_level', 'max_bins'),
    early_stopping_rounds: (value) =>
      value === null ? ['--no-early-stopping'] : one('--early-stopping')(value),
  }),
}

const folds: Options = {
  ...named('splits', 'embargo', 'cv', 'cpcv_groups', 'cpcv_test_groups'),
  rolling: on('--rolling'),
}

const trading: Options = {
  ...named('slippage_bps', 'commission_bps', 'conf_cap', 'allocation', 'max_exposure'),
  ...named('momentum_min', 'momentum_column', 'periods_per_year'),
  size_by_conf: onOff('size-by-conf'),
  brackets: (value) =>
    value === true
      ? ['--brackets']
      : inside(named('atr_period', 'atr_mult_stop', 'atr_mult_target', 'time_stop_minutes', 'min_rr'))(value),
  options: inside({
    ...named('risk_per_trade', 'min_oi', 'min_vol'),
    commission_per_contract: one('--contract-commission'),
  }),
}

const variants: Options = {
  thresholds_variants: sets('--thresholds', listed),
  hours_variants: sets('--hours-sets', hoursText),
  top_pct_variants: list('--top-pcts'),
  momentum_gate_variants: momentumVariants,
}

/** What each command says by options; all of them take the model as their first word. */
export const optionsOf: Readonly<Record<ProposedKind, Options>> = {
  build: {
    pack_id: subject.pack_id,
    ...kept,
    ...named('start', 'end', 'ticker', 'source', 'distance_max', 'k_sigma', 'fixed_bp', 'format'),
    tickers: list('--tickers'),
    allowed_hours: hours,
    out_csv: one('--out'),
  },
  train: {
    ...{ ...subject, ...columns, ...fit, ...kept, allowed_hours: hours },
    ...named('objective'),
    model_out: one('--out'),
  },
  backtest: {
    ...{ ...subject, ...columns, ...fit, ...folds, ...trading, ...kept, allowed_hours: hours },
    ...named('top_pct', 'from_trial'),
    thresholds: list('--thresholds'),
    momentum_gate: onOff('momentum-gate'),
    long_only: on('--long-only'),
    per_hour_thresholds: on('--per-hour-thresholds'),
    audit: on('--audit'),
  },
  sweep: {
    ...{ ...subject, ...columns, ...fit, ...folds, ...trading, ...kept, ...variants },
    ...named('memory_limit'),
    sweep: inside({ ...variants, ...named('splits', 'embargo') }),
  },
}

/** The words that say a request, and the names of the fields that no option says. What is null is not said. */
export function wordsOf(fields: object, options: Options): { words: string[]; left: string[] } {
  const words: string[] = []
  const left: string[] = []
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || (value === null && name !== 'early_stopping_rounds')) continue
    const said = Object.hasOwn(options, name) ? options[name](value) : undefined
    if (said === undefined) left.push(name)
    else words.push(...said)
  }
  return { words, left }
}
