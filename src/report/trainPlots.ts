import type { TopLevelSpec } from 'vega-lite'
import { thousands } from '../core/thousands.ts'
import { type Bars, barsSpec } from './bars.ts'
import { colours, frame, type Place } from './lines.ts'
import { renderSvg } from './svg.ts'

/** A feature as far as it is drawn. */
export interface DrawnFeature {
  feature: string
  gain_share: number
  loss_increase: number | null
  loss_increase_spread: number | null
}

interface HeldOut {
  basis: 'out_of_fold' | 'held_out'
  rows: number
  repeats: number
}

/** A class's reliability as far as it is drawn. */
export interface DrawnClass {
  class: string
  raw: { by_count: DrawnTable }
  calibrated: { by_count: DrawnTable } | null
}

interface DrawnTable {
  rows: number
  expected_calibration_error: number
  bins: { mean_score: number; observed: number; lower: number; upper: number; rows: number }[]
}

/** More bars than these are no picture that can be read. */
const featuresAtMost = 40

export function drawImportance(
  model: string,
  features: readonly DrawnFeature[],
  heldOut: HeldOut | null,
): Promise<string> {
  return renderSvg(barsSpec(importanceBars(model, features, heldOut), 'file'))
}

export function drawReliability(
  model: string,
  classes: readonly DrawnClass[],
  basis: 'out_of_fold' | 'training',
): Promise<string> {
  return renderSvg(reliabilitySpec(model, classes, basis, 'file'))
}

/** The features as they come, the most important first: what shuffling each costs, and its share of the gain. */
export function importanceBars(
  model: string,
  features: readonly DrawnFeature[],
  heldOut: HeldOut | null,
): Bars {
  const shown = features.slice(0, featuresAtMost)
  const some = shown.length < features.length ? [`the first ${shown.length} of ${features.length}`] : []
  const gain = {
    title: 'share of the total gain, %',
    values: shown.map(({ gain_share }) => 100 * gain_share),
    spreads: null,
  }
  const shuffled = {
    title: 'rise of the log loss when shuffled',
    values: shown.map(({ loss_increase }) => loss_increase ?? 0),
    spreads: shown.map(({ loss_increase_spread }) => loss_increase_spread ?? 0),
  }
  const rows =
    heldOut?.basis === 'out_of_fold' ? 'rows scored out of fold' : 'rows that early stopping watched'
  const note = heldOut
    ? `shuffled ${heldOut.repeats} times among ${thousands(heldOut.rows)} ${rows}; lines: a standard deviation`
    : 'no rows were held out, so only the gain of the splits is known'
  return {
    title: `${model}: features by importance`,
    notes: [note, ...some],
    names: shown.map(({ feature }) => feature),
    panels: heldOut ? [shuffled, gain] : [gain],
  }
}

const kinds = { raw: 'as scored', calibrated: 'calibrated' }

/** Observed share by mean score, for each class: on the diagonal scores are probabilities. */
export function reliabilitySpec(
  model: string,
  classes: readonly DrawnClass[],
  basis: 'out_of_fold' | 'training',
  place: Place,
): TopLevelSpec {
  const where = basis === 'out_of_fold' ? 'out of fold' : 'on the training rows, which the model has seen'
  const title = `${model}: reliability, ${where}`
  const notes = ['bins of equal count with 95 % intervals; on the grey line scores are probabilities']
  return {
    ...frame(place, [title, ...notes].join('. ')),
    title: { text: title, subtitle: notes, anchor: 'start', offset: 12 },
    hconcat: classes.map(classPanel),
  }
}

function classPanel({ class: name, raw, calibrated }: DrawnClass) {
  const tables = [
    { kind: kinds.raw, table: raw.by_count },
    ...(calibrated ? [{ kind: kinds.calibrated, table: calibrated.by_count }] : []),
  ]
  const values = tables.flatMap(({ kind, table }) => table.bins.map((bin) => ({ kind, ...bin })))
  const errors = tables.map(
    ({ kind, table }) => `${kind}: error ${(100 * table.expected_calibration_error).toFixed(1)} %`,
  )
  const scale = { domain: [0, 1] }
  const color = {
    field: 'kind',
    type: 'nominal' as const,
    scale: { domain: tables.map(({ kind }) => kind), range: [colours.second, colours.first] },
    legend: { orient: 'bottom' as const },
  }
  const x = { field: 'mean_score', type: 'quantitative' as const, scale, title: `mean score of ${name}` }
  const share = { type: 'quantitative' as const, scale, title: `share that is ${name}` }
  const dot = { field: 'observed', ...share }
  return {
    title: { text: name, subtitle: errors.join(', '), anchor: 'start' as const },
    width: 320,
    height: 320,
    layer: [
      {
        data: { values: [{ at: 0 }, { at: 1 }] },
        mark: { type: 'line' as const, color: colours.third },
        encoding: {
          x: { field: 'at', type: 'quantitative' as const, scale, title: x.title },
          y: { field: 'at', ...share },
        },
      },
      {
        data: { values },
        mark: { type: 'rule' as const, opacity: 0.6 },
        encoding: { x, y: { field: 'lower', ...share }, y2: { field: 'upper' }, color },
      },
      {
        data: { values },
        mark: { type: 'line' as const, point: true },
        encoding: { x, y: dot, color },
      },
    ],
  }
}
