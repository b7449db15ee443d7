import type { TopLevelSpec } from 'vega-lite'
import { colours, frame, inkOf, type Place } from './lines.ts'

/** Bars to be drawn across, one panel for each thing that is measured. */
export interface Bars {
  title: string
  /** Lines below the title. */
  notes: string[]
  /** What the bars stand for, in the order in which they are drawn. */
  names: string[]
  panels: BarPanel[]
}

interface BarPanel {
  /** What is measured, and in what unit. */
  title: string
  /** One for each name. */
  values: number[]
  /** How far each value may be off, drawn as a line through the bar's end; null: not known. */
  spreads: number[] | null
}

const panelWidth = 320

/** The Vega-Lite specification of bars. Data is inside it and fonts are the viewer's own: nothing is loaded. */
export function barsSpec({ title, notes, names, panels }: Bars, place: Place): TopLevelSpec {
  return {
    ...frame(place, [title, ...notes].join('. ')),
    title: { text: title, subtitle: notes, anchor: 'start', offset: 12 },
    hconcat: panels.map((panel, at) => panelSpec(names, panel, at === 0, inkOf(place))),
  }
}

function panelSpec(
  names: readonly string[],
  { title, values, spreads }: BarPanel,
  named: boolean,
  whisker: string,
) {
  const rows = names.map((name, i) => {
    const spread = spreads?.[i] ?? 0
    return { name, value: values[i], low: values[i] - spread, high: values[i] + spread }
  })
  const y = {
    field: 'name',
    type: 'nominal' as const,
    sort: null,
    axis: named ? { title: null, domain: false, ticks: false, labelLimit: 260 } : null,
  }
  const across = { type: 'quantitative' as const, title }
  const bars = {
    mark: { type: 'bar' as const, color: colours.first },
    encoding: { y, x: { field: 'value', ...across } },
  }
  const whiskers = {
    mark: { type: 'rule' as const, color: whisker },
    encoding: { y, x: { field: 'low', ...across }, x2: { field: 'high' } },
  }
  return {
    data: { values: rows },
    width: panelWidth,
    height: { step: 18 },
    layer: spreads === null ? [bars] : [bars, whiskers],
  }
}
