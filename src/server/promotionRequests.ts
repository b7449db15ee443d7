import {
  hoursText,
  parseHours,
  parseKind,
  parseThresholds,
  parseTopPct,
  thresholdsText,
  topPctText,
} from '../contract/spellings.ts'
import type { SelectionItem, TrainBatchRequest, TrainJobRequest } from '../contract/types.ts'
import { invalidParam } from '../core/errors.ts'
import type { NamedBacktest } from '../services/namedBacktest.ts'
import type { PromotionRequest, PromotionsRequest } from '../services/promote.ts'
import { given } from './given.ts'
import { refuseTogether } from './together.ts'

// Requests for promotions and selections, in the terms of the use cases.

export function toPromotions({ jobs, override, force }: TrainBatchRequest): PromotionsRequest {
  return {
    jobs: jobs.map(toPromotion),
    ...given('override', override),
    ...given('force', force),
  }
}

/** Settings beside `config` are said of the backtest too: the gate judged no others. */
function toPromotion(job: TrainJobRequest, place: number): PromotionRequest {
  const { from = {}, algorithm, tag, calibration, hyperparams, seed, ...named } = job
  refuseTogether(from, ['backtest_id'], ['selection_id'])
  if (from.backtest_id === undefined && from.selection_id === undefined && named.lineage === undefined) {
    const issue = 'names nothing to promote: a backtest, a row of the leaderboard or a selection'
    throw invalidParam([{ field: `jobs[${place}].from`, issue }], {
      next: 'sigma leaderboard shows the ids; a fit, which needs no gate, is asked for with POST /train (sigma train MODEL)',
    })
  }
  const config = {
    ...named.config,
    ...(calibration !== undefined && { calibration }),
    ...(hyperparams !== undefined && { hyperparams }),
    ...(seed !== undefined && { seed }),
  }
  return {
    backtest: toNamedBacktest({ ...named, config, ...given('backtest_id', from.backtest_id) }),
    ...given('selectionId', from.selection_id),
    ...given('algorithm', algorithm),
    ...given('tag', tag),
  }
}

export function toNamedBacktest({
  backtest_id: backtestId,
  model_id: modelId,
  pack_id: packId,
  config,
  lineage,
}: SelectionItem): NamedBacktest {
  return {
    ...given('backtestId', backtestId),
    ...given('modelId', modelId),
    ...given('packId', packId),
    ...given('config', config && asAnswered(config)),
    ...given('lineage', lineage),
  }
}

/** A config in the spelling of answers. Null says nothing but of a calibration, where it is none. */
function asAnswered({
  kind,
  value,
  allowed_hours,
  calibration,
  tag: _,
  ...rest
}: NonNullable<SelectionItem['config']>): Record<string, unknown> {
  const hours = parseHours(allowed_hours)
  const said = Object.entries(rest).filter(([, one]) => one !== null)
  return {
    ...Object.fromEntries(said),
    ...given('kind', parseKind(kind)),
    ...given('value', valueText(kind, value)),
    ...(hours !== undefined && { allowed_hours: hoursText(hours) }),
    ...(calibration !== undefined && { calibration: calibration ?? 'none' }),
  }
}

function valueText(
  kind: string | undefined,
  value: string | number | number[] | undefined,
): string | undefined {
  if (parseKind(kind) === 'top_pct') {
    const topPct = parseTopPct(Array.isArray(value) ? value.join(',') : value)
    return topPct === undefined ? undefined : topPctText(topPct)
  }
  const thresholds = parseThresholds(typeof value === 'number' ? [value] : value)
  return thresholds && thresholdsText(thresholds)
}
