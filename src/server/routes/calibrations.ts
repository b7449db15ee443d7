import { numbers } from '../../contract/spellings.ts'
import { calibrateBrackets, calibrateThresholds } from '../../services/calibrate.ts'
import type { Parts } from '../../services/parts.ts'
import { given } from '../given.ts'
import type { Routes } from '../route.ts'
import type { Served } from '../served.ts'

export const calibrationRoutes = (parts: Parts): Routes<Served<'calibrations'>> => ({
  async calibrateThresholds({ body }) {
    const { model_id, pack_id, csv, column, top_n = 50 } = body
    const grid = numbers(body.grid ?? '0.50,0.55,0.60,0.65,0.70', 'grid')
    const found = await calibrateThresholds(parts, {
      modelId: model_id,
      grid,
      topN: top_n,
      ...given('packId', pack_id),
      ...given('column', column),
      ...given('csv', csv ?? undefined),
    })
    return {
      ok: true,
      model_id: found.modelId,
      source_csv: found.source,
      column: found.column,
      top_n,
      grid,
      counts: found.counts,
      recommended_threshold: found.recommended.threshold,
      expected_count: found.recommended.count,
      rows: found.rows,
      basis: found.basis,
      trials_added: 0,
    }
  },

  async calibrateBrackets({ body }) {
    const { model_id, pack_id, desired_rr = 2 } = body
    const { pairs, timeStop } = await calibrateBrackets(parts, {
      modelId: model_id,
      ...given('packId', pack_id),
      desired: desired_rr,
      stops: numbers(body.k_stop_grid ?? '0.8,1.0,1.2,1.4', 'k_stop_grid'),
      targets: numbers(body.k_target_grid ?? '1.6,2.0,2.4,3.0', 'k_target_grid'),
      timeStops: numbers(body.time_stop_candidates ?? '60,90,120,180', 'time_stop_candidates'),
    })
    const [best] = pairs
    return {
      ok: true,
      desired_rr,
      recommended: {
        atr_mult_stop: best.kStop,
        atr_mult_target: best.kTarget,
        rr_implied: best.rewardRisk,
        time_stop_minutes: timeStop,
      },
      candidates: pairs.map(({ kStop, kTarget, rewardRisk, delta }) => ({
        k_stop: kStop,
        k_target: kTarget,
        rr: rewardRisk,
        delta,
      })),
      note: 'with ATR brackets the ratio is k_target / k_stop, the same in every row; no return was looked at',
      trials_added: 0,
    }
  },
})
