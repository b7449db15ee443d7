import type { SweepRow } from '../../contract/types.ts'
import { percent, plural } from '../../report/figures.ts'
import { colours } from '../../report/heatmap.ts'
import { html, type Markup } from '../../report/markup.ts'
import { pathTo } from './address.ts'
import { absent, type FigureName, figureKinds } from './cells.ts'
import { figuresOf } from './rankedTable.ts'

/** Figures that a heat map can show: those around zero, and those of which only the size counts. */
const heatFigures = {
  score: 'diverging',
  sharpe: 'diverging',
  cum_return: 'diverging',
  dsr: 'rising',
  max_dd: 'rising',
  trades: 'rising',
} as const satisfies Partial<Record<FigureName, keyof typeof colours>>

export type HeatFigure = keyof typeof heatFigures

export const heatNames: readonly HeatFigure[] = ['score', 'sharpe', 'cum_return', 'dsr', 'max_dd', 'trades']

/**
 * Thresholds, or shares, down and hours across: in each cell the best variant, as a link, coloured by a figure. Colours
 * repeat what the numbers say. Sweeps vary more than these two: how many variants a cell stands for is in its title.
 */
export function heatTable(caption: string, rows: readonly SweepRow[], name: HeatFigure): Markup {
  const rules = inOrder(rows.map(({ config }) => config.value))
  const hours = inOrder(rows.map(({ config }) => config.allowed_hours ?? ''))
  const limit = Math.max(...rows.map((row) => Math.abs(shownValue(row, name) ?? 0)))
  const lines = rules.map((rule) => {
    const label = rows[0]?.kind === 'top_pct' ? `top ${percent(Number(rule))}` : rule
    const cells = hours.map((hour) => {
      const here = rows.filter(({ config }) => config.value === rule && (config.allowed_hours ?? '') === hour)
      return heatCell(here, name, limit)
    })
    return html`<tr><th scope="row">${label}</th>${cells}</tr>
`
  })
  return html`<div class="wide heat" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr><th scope="col">${rows[0]?.kind === 'top_pct' ? 'Share' : 'Thresholds'}</th>${hours.map(
    (hour) => html`<th scope="col">${hour === '' ? 'all hours' : `hours ${hour}`}</th>`,
  )}</tr></thead>
<tbody>
${lines}</tbody>
</table></div>`
}

/** The rows of a cell are in their order, so that the first is the best. */
function heatCell(here: readonly SweepRow[], name: HeatFigure, limit: number): Markup {
  const best = here.at(0)
  if (!best) return html`<td class="none">${absent('the sweep has no such variant')}</td>`
  const value = shownValue(best, name)
  const verdict = best.gate ? (best.gate.pass ? 'passes its gate' : 'fails its gate') : 'not judged'
  const title = `${verdict}${here.length > 1 ? `; the best of ${plural(here.length, 'variant')}` : ''}`
  const sign = best.gate?.pass ? '✓ ' : ''
  if (value === null) {
    return html`<td class="none"><a href="${pathTo('runs', best.id)}" title="${title}">–<span class="aloud"> undefined</span></a></td>`
  }
  const look = `${heatFigures[name]}${step(value, name, limit)}`
  return html`<td class="${look}"><a href="${pathTo('runs', best.id)}" title="${title}">${sign}${figureKinds[name].write(value)}</a></td>`
}

/** Which of the colours of its scale a value has, from 0. */
function step(value: number, name: HeatFigure, limit: number): number {
  const kind = heatFigures[name]
  const last = colours[kind].length - 1
  const share = limit === 0 ? 0 : value / limit
  return Math.round(last * (kind === 'diverging' ? (share + 1) / 2 : Math.max(0, share)))
}

function shownValue(row: SweepRow, name: HeatFigure): number | null {
  const value = figuresOf(row)[name]
  return typeof value === 'number' && Number.isFinite(value) ? value : null
}

/** What the colours of a figure say. */
export function heatLegend(name: HeatFigure): string {
  return heatFigures[name] === 'diverging'
    ? 'Blue is above zero and orange below, the darker the farther.'
    : 'The darker, the more.'
}

/** Lists of numbers by their first number, then by the next; the empty list first. */
function inOrder(lists: readonly string[]): string[] {
  const numbers = (text: string): number[] => (text === '' ? [] : text.split(',').map(Number))
  return [...new Set(lists)].sort((one, other) => {
    const [a, b] = [numbers(one), numbers(other)]
    const at = a.findIndex((value, i) => value !== b[i])
    return at === -1 || at >= b.length ? a.length - b.length : a[at] - b[at]
  })
}
