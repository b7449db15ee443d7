import type { Importance, Reliability } from '../contract/types.ts'
import { type FinalScores, probabilityOf } from '../core/backtest/index.ts'
import { splitImportance } from '../core/boosting/index.ts'
import { type Reliability as ReliabilityTable, reliability } from '../core/calibration/index.ts'
import { columnPlaces } from '../core/matrix/preprocessing.ts'

/**
 * How much each feature matters to a fitted model: by its splits, and by what shuffling it on held-out rows costs, where
 * there are such rows.
 *
 * @param features names, in the order of the features that the model is given
 */
export function importanceOf(
  { booster, preprocessing, shuffled }: FinalScores,
  features: readonly string[],
): Importance {
  const columns = splitImportance(booster)
  const places = preprocessing ? columnPlaces(preprocessing) : features.map((_, feature) => [feature])
  const total = (values: Float64Array, feature: number) =>
    places[feature].reduce((sum, column) => sum + values[column], 0)
  const gainOfAll = columns.total_gain.reduce((sum, gain) => sum + gain, 0)
  const rows = features.map((feature, index) => {
    const weight = total(columns.weight, index)
    const gain = total(columns.total_gain, index)
    const cover = total(columns.total_cover, index)
    return {
      feature,
      weight,
      gain: weight === 0 ? 0 : gain / weight,
      total_gain: gain,
      gain_share: gainOfAll === 0 ? 0 : gain / gainOfAll,
      cover: weight === 0 ? 0 : cover / weight,
      total_cover: cover,
      loss_increase: shuffled ? shuffled.increase[index] : null,
      loss_increase_spread: shuffled ? shuffled.spread[index] : null,
    }
  })
  const rank = (row: (typeof rows)[number]) => row.loss_increase ?? row.total_gain
  return {
    held_out: shuffled && {
      basis: shuffled.basis,
      rows: shuffled.rows,
      repeats: shuffled.repeats,
      log_loss: shuffled.loss,
    },
    features: rows.sort((a, b) => rank(b) - rank(a) || b.total_gain - a.total_gain),
  }
}

const bins = 10

/** Whether a fit's scores are probabilities, before and after its calibration. */
export function reliabilityOf({
  basis,
  rows,
  classes,
  raw,
  probability,
  calibration,
}: FinalScores): Reliability {
  const { names, ofRow } = classes
  const tables = (scores: Float64Array, number: number) => {
    const labels = Float64Array.from(rows, (row) => (ofRow[row] === number ? 1 : 0))
    const own = probabilityOf(number, scores, names.length)
    const table = (by: 'count' | 'width'): ReliabilityTable => reliability(own, labels, { bins, by })
    return { by_count: table('count'), by_width: table('width') }
  }
  const shown = names.length === 2 ? [1] : names.map((_, number) => number)
  return {
    basis,
    classes: shown.map((number) => ({
      class: names[number],
      raw: tables(raw, number),
      calibrated: calibration === null ? null : tables(probability, number),
    })),
  }
}
