import type { Gate, Metrics } from '../../contract/types.ts'
import { count, percent, two } from '../../report/figures.ts'
import { html, type Markup } from '../../report/markup.ts'

// What stands in the cells of tables and in lists of facts.

/** Figures as rows have them: by name, with the reason of each that is undefined. */
type Figures = Readonly<Record<string, unknown>> & Pick<Metrics, 'unavailable'>

/** How the figures that pages show are written, and what they are called. */
export const figureKinds = {
  sharpe: { title: 'Sharpe', write: two },
  sortino: { title: 'Sortino', write: two },
  calmar: { title: 'Calmar', write: two },
  cum_return: { title: 'Return', write: percent },
  cagr: { title: 'Return a year', write: percent },
  max_dd: { title: 'Drawdown', write: percent },
  win_rate: { title: 'Trades that won', write: percent },
  exposure: { title: 'Exposure', write: percent },
  trades: { title: 'Trades', write: count },
  dsr: { title: 'DSR', write: two },
  psr: { title: 'PSR', write: two },
  score: { title: 'Score', write: two },
} as const satisfies Record<string, { title: string; write(value: number): string }>

export type FigureName = keyof typeof figureKinds

/** A figure with its unit, or a dash that says why there is none. */
export function figure(figures: Figures, name: FigureName): Markup {
  const value = figures[name]
  if (typeof value === 'number' && Number.isFinite(value)) return html`${figureKinds[name].write(value)}`
  return absent(figures.unavailable?.[name] ?? 'not known of this run')
}

/** A dash, with its reason for the mouse and for who hears the page. */
export function absent(why: string): Markup {
  return html`<span class="absent" title="${why}"><span aria-hidden="true">–</span><span class="aloud">undefined: ${why}</span></span>`
}

/** The verdict of a gate as a sign, a word and the reasons in short; the title has them as sentences. */
export function gateCell(gate: Gate | null | undefined, isNonCausal = false): Markup {
  if (!gate) {
    return absent(isNonCausal ? 'combinatorial folds are judged by no gate' : 'the run is not judged yet')
  }
  if (gate.pass) return html`<span class="good">✓ pass</span>`
  const reasons = gate.reasons.map(shortReason).join(', ')
  return html`<span title="${(gate.plain ?? gate.reasons).join('\n')}"><span class="bad">✗ fail</span> <small>${reasons}</small></span>`
}

/** A reason without its ending, which all have: "min trades", "max dd". */
function shortReason(code: string): string {
  return code.replace(/_(not_met|exceeded|below_min|above_max|above_limit|flagged)$/, '').replaceAll('_', ' ')
}

const states = {
  queued: '○',
  running: '▶',
  completed: '✓',
  failed: '✗',
  canceled: '■',
} as const

export type RunState = keyof typeof states

export function stateCell(status: RunState): Markup {
  const look = status === 'completed' ? 'good' : status === 'failed' ? 'bad' : 'plain'
  return html`<span class="${look}">${states[status]} ${status}</span>`
}

/** A moment by how long ago it was, with the moment itself in the title. */
export function moment(time: string | null | undefined, now: Date): Markup {
  if (!time) return absent('not yet')
  const whole = `${time.slice(0, 10)} ${time.slice(11, 19)} UTC`
  return html`<time datetime="${time}" title="${whole}">${ago(now.getTime() - Date.parse(time))}</time>`
}

function ago(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  if (seconds < 45) return 'just now'
  const minutes = Math.round(seconds / 60)
  if (minutes < 60) return `${minutes} min ago`
  const hours = Math.round(minutes / 60)
  if (hours < 36) return `${hours} h ago`
  const days = Math.round(hours / 24)
  return days < 60 ? `${days} days ago` : `${Math.round(days / 30.4)} months ago`
}

/** How long something took, or has taken so far. */
export function span(from: string | null | undefined, to: string | null | undefined, now: Date): Markup {
  if (!from) return absent('not started yet')
  const seconds = Math.max(0, ((to ? Date.parse(to) : now.getTime()) - Date.parse(from)) / 1_000)
  if (seconds < 90) return html`${seconds.toFixed(1)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 90) return html`${minutes} min ${Math.floor(seconds % 60)} s`
  return html`${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

/** Progress as a bar and as a number. The script finds both by the key. */
export function progressCell(key: string, share: number): Markup {
  const whole = Math.round(Math.min(100, Math.max(0, share)))
  return html`<span class="progress" data-live="${key}"><progress max="100" value="${whole}" aria-label="Progress"></progress> ${whole} %</span>`
}
