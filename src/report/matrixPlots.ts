import type { MatrixPreview } from '../core/matrix/index.ts'
import { count } from './figures.ts'
import { type Heatmap, heatmapSpec } from './heatmap.ts'
import { renderSvg } from './svg.ts'

/** What a picture says of the data in its title. */
export interface PlotSubject {
  /** The model, or the file. */
  name: string
  window: { start: string | null; end: string | null }
}

/** Pictures of a preview, as SVG text. */
export interface MatrixPlots {
  correlation: string
  missingness: string
  drift: string
}

/** More columns than these are no picture that can be read. */
const columnsAtMost = 80

/** Draws how columns go together, when values are missing, and how means wander. */
export async function matrixPlots(preview: MatrixPreview, subject: PlotSubject): Promise<MatrixPlots> {
  const draw = (heatmap: Heatmap) => renderSvg(heatmapSpec(heatmap))
  return {
    correlation: await draw(correlationHeatmap(preview, subject)),
    missingness: await draw(missingnessHeatmap(preview, subject)),
    drift: await draw(driftHeatmap(preview, subject)),
  }
}

export function correlationHeatmap(preview: MatrixPreview, subject: PlotSubject): Heatmap {
  const { columns, rho, rows, rows_used, left_out } = preview.correlation
  const shown = mostForeseeing(preview.correlation)
  const names = shown.map((column) => columns[column])
  const sample = rows_used < rows ? `, over ${count(rows_used)} rows spread evenly` : ''
  const all = columns.length + left_out
  const some =
    all > names.length ? [`${names.length} of ${all} columns: those that go most with ${columns[0]}`] : []
  return {
    title: `${subject.name}: how the columns go together`,
    notes: [dataNote(preview, subject), `rank correlation (Spearman)${sample}`, ...some],
    rows: names,
    columns: names,
    cells: shown.map((a) => shown.map((b) => rho[a][b])),
    legend: 'rank correlation',
    scale: { kind: 'diverging', limit: 1 },
  }
}

/** Places of the columns that are drawn, in their order. */
function mostForeseeing({ columns, rho }: MatrixPreview['correlation']): number[] {
  const places = columns.map((_, column) => column)
  const kept = [...places]
    .sort((a, b) => Math.abs(rho[0][b] ?? 0) - Math.abs(rho[0][a] ?? 0))
    .slice(0, columnsAtMost)
  return places.filter((column) => kept.includes(column))
}

export function missingnessHeatmap(preview: MatrixPreview, subject: PlotSubject): Heatmap {
  const { periods, columns } = preview.missingness
  const most = (pct: readonly number[]): number => Math.max(0, ...pct)
  const kept = [...columns].sort((a, b) => most(b.pct) - most(a.pct)).slice(0, columnsAtMost)
  const shown = columns.filter((column) => kept.includes(column))
  const some =
    shown.length < columns.length ? [`${shown.length} of ${columns.length} columns: those missing most`] : []
  return {
    title: `${subject.name}: when values are missing`,
    notes: [dataNote(preview, subject), ...some],
    rows: shown.map(({ column }) => column),
    columns: periods.map(({ label }) => label),
    cells: shown.map(({ pct }) => pct),
    legend: 'missing, % of rows',
    scale: { kind: 'rising', limit: 100 },
  }
}

export function driftHeatmap(preview: MatrixPreview, subject: PlotSubject): Heatmap {
  const { periods, columns } = preview.drift_summary
  const largest = Math.max(1, ...columns.map(({ shift }) => shift ?? 0))
  return {
    title: `${subject.name}: how the mean wanders`,
    notes: [
      dataNote(preview, subject),
      'ret_fwd, and the features that wander most: how far the mean of a period lies from that of the window',
    ],
    rows: columns.map(({ column }) => column),
    columns: periods.map(({ label }) => label),
    cells: columns.map(({ z }) => z),
    legend: 'standard deviations',
    scale: { kind: 'diverging', limit: Math.ceil(largest * 10) / 10 },
  }
}

function dataNote({ rows }: MatrixPreview, { window: { start, end } }: PlotSubject): string {
  return `${count(rows)} rows${start === null ? '' : `, ${start} to ${end}`}`
}
