import type { TopLevelSpec } from 'vega-lite'

/** A table of numbers to be drawn as colours. */
export interface Heatmap {
  title: string
  /** Lines below the title. */
  notes: string[]
  rows: string[]
  columns: string[]
  /** A list for each row; null is no value, drawn grey. */
  cells: (number | null)[][]
  /** What a colour stands for. */
  legend: string
  /** `diverging`: from -limit over white at 0 to limit; `rising`: from white at 0 to limit. */
  scale: { kind: 'diverging' | 'rising'; limit: number }
}

/** Pixels of a cell's side: enough for a label, more where there are few. */
const leastCell = 13
const mostCell = 26
const picture = 640

const noValue = '#bdbdbd'
/** Orange and blue are told apart by eyes that see no red or green. */
export const colours = {
  diverging: ['#b35806', '#f1a340', '#fee0b6', '#f7f7f7', '#d1e5f0', '#67a9cf', '#2166ac'],
  rising: ['#f7f7f7', '#fdd49e', '#fc8d59', '#b30000'],
}

/** The Vega-Lite specification of a heatmap. Data is inside it and fonts are the viewer's own: nothing is loaded. */
export function heatmapSpec({ title, notes, rows, columns, cells, legend, scale }: Heatmap): TopLevelSpec {
  const [across, down] = [distinct(columns), distinct(rows)]
  const range = colours[scale.kind]
  const lowest = scale.kind === 'diverging' ? -scale.limit : 0
  const steps = range.map((_, i) => lowest + ((scale.limit - lowest) * i) / (range.length - 1))
  const values = cells.flatMap((line, row) =>
    line.map((value, column) => ({ row: down[row], column: across[column], value })),
  )
  const axis = { title: null, domain: false, ticks: false, labelLimit: 220, labelOverlap: false } as const
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    description: [title, ...notes].join('. '),
    title: { text: title, subtitle: notes, anchor: 'start', offset: 12 },
    data: { values },
    width: { step: cellSize(columns.length) },
    height: { step: cellSize(rows.length) },
    mark: { type: 'rect', stroke: 'white', strokeWidth: 0.5, invalid: null },
    encoding: {
      x: { field: 'column', type: 'ordinal', sort: across, axis: { ...axis, labelAngle: -90 } },
      y: { field: 'row', type: 'ordinal', sort: down, axis },
      color: {
        condition: { test: 'datum.value === null', value: noValue },
        field: 'value',
        type: 'quantitative',
        scale: { type: 'linear', domain: steps, range, clamp: true },
        legend: { title: legend, gradientLength: 160, titleLimit: 260, orient: 'right' },
      },
    },
    background: 'white',
    // Without it each cell would carry a sentence for screen readers: three times the size.
    config: { aria: false, font: 'sans-serif', view: { stroke: null }, axis: { labelFontSize: 10 } },
  }
}

function cellSize(count: number): number {
  return Math.min(mostCell, Math.max(leastCell, Math.floor(picture / Math.max(1, count))))
}

/** Names that occur twice would share a row or a column: the later ones are numbered. */
function distinct(names: readonly string[]): string[] {
  const seen = new Map<string, number>()
  return names.map((name) => {
    const times = (seen.get(name) ?? 0) + 1
    seen.set(name, times)
    return times === 1 ? name : `${name} (${times})`
  })
}
