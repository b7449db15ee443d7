import {
  eitherOf,
  parseHours,
  parseKind,
  parseThresholds,
  parseTopPct,
  refuse,
} from '../contract/spellings.ts'
import type { BacktestRequest } from '../contract/types.ts'

type Config = NonNullable<BacktestRequest['config']>

/**
 * A backtest's fields with those of its `config`, a config as answers give it. A field may stand in either place, or
 * in both where they agree; null leaves it to the policy, but in `calibration`, where it is none.
 * @throws INVALID_PARAM when a field differs in the two places, or a rule cannot be read.
 */
export function withConfig({ config = {}, ...body }: BacktestRequest) {
  const either = <T>(name: keyof Config, inside: T | null | undefined, beside: T | null | undefined) =>
    eitherOf(`config.${name}`, inside ?? undefined, name, beside ?? undefined)
  const rule = ruleOf(config)
  return {
    ...body,
    thresholds: eitherOf('config.value', rule.thresholds, 'thresholds', parseThresholds(body.thresholds)),
    topPct: eitherOf('config.value', rule.topPct, 'top_pct', parseTopPct(body.top_pct)),
    hours: eitherOf(
      'config.allowed_hours',
      parseHours(config.allowed_hours, 'config.allowed_hours'),
      'allowed_hours',
      parseHours(body.allowed_hours),
    ),
    splits: either('splits', config.splits, body.splits),
    embargo: either('embargo', config.embargo, body.embargo),
    cv: either('cv', config.cv, body.cv),
    cpcv_groups: either('cpcv_groups', config.cpcv_groups, body.cpcv_groups),
    cpcv_test_groups: either('cpcv_test_groups', config.cpcv_test_groups, body.cpcv_test_groups),
    calibration: either('calibration', noneOf(config.calibration), noneOf(body.calibration)),
    momentum_gate: either('momentum_gate', config.momentum_gate, body.momentum_gate),
    slippage_bps: either('slippage_bps', config.slippage_bps, body.slippage_bps),
    momentum_min: either('momentum_min', config.momentum_min, body.momentum_min),
    momentum_column: either('momentum_column', config.momentum_column, body.momentum_column),
    commission_bps: either('commission_bps', config.commission_bps, body.commission_bps),
    size_by_conf: either('size_by_conf', config.size_by_conf, body.size_by_conf),
    conf_cap: either('conf_cap', config.conf_cap, body.conf_cap),
    allocation: either('allocation', config.allocation, body.allocation),
    max_exposure: either('max_exposure', config.max_exposure, body.max_exposure),
    long_only: either('long_only', config.long_only, body.long_only),
    brackets: either('brackets', config.brackets, body.brackets),
    options: either('options', config.options, body.options),
    rolling: either('rolling', config.rolling, body.rolling),
    inner_folds: either('inner_folds', config.inner_folds, body.inner_folds),
    hyperparams: either('hyperparams', config.hyperparams, body.hyperparams),
    per_hour_thresholds: either('per_hour_thresholds', config.per_hour_thresholds, body.per_hour_thresholds),
    per_hour_select_by: either('per_hour_select_by', config.per_hour_select_by, body.per_hour_select_by),
    seed: either('seed', config.seed, body.seed),
    tag: either('tag', config.tag, body.tag),
  }
}

/** What `kind` and `value` say: a value without a kind is thresholds. */
function ruleOf({ kind, value }: Config): { thresholds?: number[]; topPct?: number } {
  const field = 'config.value'
  if (value === undefined) {
    if (kind === undefined) return {}
    throw refuse(field, `is missing; the kind ${kind} has one`)
  }
  if (parseKind(kind) === 'top_pct') {
    const topPct = parseTopPct(Array.isArray(value) ? value.join(',') : value, field)
    if (topPct !== undefined) return { topPct }
  } else {
    const thresholds = parseThresholds(typeof value === 'number' ? [value] : value, field)
    if (thresholds !== undefined) return { thresholds }
  }
  throw refuse(field, 'is empty')
}

const noneOf = (calibration: Config['calibration']) => (calibration === null ? 'none' : calibration)
