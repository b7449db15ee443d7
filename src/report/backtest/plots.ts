import type { TopLevelSpec } from 'vega-lite'
import { colours, frame, type Place, width } from '../lines.ts'
import type { Histogram } from './histogram.ts'

/** A threshold on the inner out-of-fold scores of one fold. */
export interface TriedThreshold {
  fold: number
  /** Whose decisions alone were traded; absent for those of all hours. */
  hour?: number
  thr?: number | null
  sharpe?: number | null
  trades: number
  chosen?: boolean
}

/**
 * Sharpe ratio by threshold, a line for each fold; what the fold traded on is a filled dot. A picture for each hour
 * where thresholds were chosen by hour.
 */
export function thresholdSpec(results: readonly TriedThreshold[], place: Place): TopLevelSpec {
  const values = results.flatMap(({ fold, hour, thr, sharpe, chosen }) =>
    typeof thr === 'number' && typeof sharpe === 'number'
      ? [{ fold: `fold ${fold + 1}`, hour: hour ?? null, thr, sharpe, chosen: chosen === true }]
      : [],
  )
  const x = {
    field: 'thr',
    type: 'quantitative' as const,
    scale: { zero: false },
    axis: { title: 'threshold', grid: false },
  }
  const y = {
    field: 'sharpe',
    type: 'quantitative' as const,
    axis: { title: 'net Sharpe a year, inner folds' },
  }
  const color = {
    field: 'fold',
    type: 'nominal' as const,
    scale: { scheme: 'tableau10' as const },
    legend: {},
  }
  const layer = [
    { mark: { type: 'line' as const, strokeWidth: 1.5 }, encoding: { x, y, color } },
    { mark: { type: 'point' as const, size: 30 }, encoding: { x, y, color } },
    {
      transform: [{ filter: 'datum.chosen' }],
      mark: { type: 'point' as const, filled: true, size: 120, opacity: 1 },
      encoding: { x, y, color },
    },
  ]
  const whole = { ...frame(place, 'thresholds'), data: { values } }
  if (values.every(({ hour }) => hour === null)) return { ...whole, width, height: 200, layer }
  return {
    ...whole,
    facet: { field: 'hour', type: 'ordinal', header: { labelExpr: "datum.label + 'h'", title: null } },
    columns: 3,
    spec: { width: width / 4, height: 120, layer },
  }
}

/** Net Sharpe ratio by costs. */
export function costSpec(
  curve: readonly { bps: number; sharpe: number | null }[],
  place: Place,
): TopLevelSpec {
  return {
    ...frame(place, 'costs'),
    data: { values: curve.filter(({ sharpe }) => sharpe !== null) },
    width: width / 2,
    height: 160,
    mark: { type: 'line', point: { size: 60, color: colours.first }, color: colours.first },
    encoding: {
      x: {
        field: 'bps',
        type: 'quantitative',
        axis: { title: 'costs, bps a side', grid: false, values: curve.map(({ bps }) => bps) },
      },
      y: { field: 'sharpe', type: 'quantitative', axis: { title: 'net Sharpe a year' } },
    },
  }
}

/** How often values fall into each of some bins; those below zero in another colour. */
export function histogramSpec(
  { bins }: Histogram,
  titles: { x: string; y: string },
  format: string,
  place: Place,
): TopLevelSpec {
  return {
    ...frame(place, titles.x),
    data: { values: bins.map((bin) => ({ ...bin, side: (bin.from + bin.to) / 2 < 0 ? 'below' : 'above' })) },
    width: width / 2,
    height: 160,
    mark: { type: 'bar', binSpacing: 1 },
    encoding: {
      x: {
        field: 'from',
        type: 'quantitative',
        bin: 'binned',
        axis: { title: titles.x, format, grid: false },
      },
      x2: { field: 'to' },
      y: { field: 'count', type: 'quantitative', axis: { title: titles.y } },
      color: {
        field: 'side',
        type: 'nominal',
        scale: { domain: ['below', 'above'], range: [colours.second, colours.first] },
        legend: null,
      },
    },
  }
}
