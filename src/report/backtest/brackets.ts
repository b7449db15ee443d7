import { count, plural } from '../figures.ts'
import { html, type Markup } from '../markup.ts'
import { note, table } from '../page.ts'

/** How the trades of a run with brackets left, as answers tell of it. */
export interface ReportedExits {
  exits: Readonly<Record<string, number>>
  gaps: { stop: number; target: number }
  ambiguous_trades: number
  ambiguous_bars: number
}

/** Where positions leave, as a config tells of it. */
export interface ReportedBrackets {
  atr_mult_stop?: number
  atr_mult_target?: number
  time_stop_minutes?: number
}

/** The brackets of a config in a few words; none for a run without. */
export function bracketFacts(config: { brackets?: ReportedBrackets } | null | undefined): string[] {
  if (!config?.brackets) return []
  const { atr_mult_stop: stop, atr_mult_target: target, time_stop_minutes: minutes = 0 } = config.brackets
  return [`stop ${stop} and target ${target} ATR${minutes > 0 ? `, ${count(minutes)} minutes at most` : ''}`]
}

const titles: Readonly<Record<string, string>> = {
  stop: 'at the stop',
  target: 'at the target',
  time: 'when their time was over',
  horizon: 'at the horizon',
  session_end: 'at the end of the session',
  open_at_end: 'open at the end',
}

/** Trades by how they left; nothing for a run without brackets. */
export function exitTable(left: ReportedExits | undefined): Markup {
  if (left === undefined) return html``
  const gaps: Readonly<Record<string, number>> = left.gaps
  const both =
    left.ambiguous_bars === 0
      ? 'No bar touched both stop and target of a trade.'
      : `${plural(left.ambiguous_bars, 'bar')} touched both stop and target of ${plural(left.ambiguous_trades, 'trade')}; the stop was assumed first.`
  return html`${table(
    'How the trades left; one that opens beyond its stop or target leaves at that open',
    [
      { title: 'Left', cell: (reason: string) => titles[reason] },
      { title: 'Trades', number: true, cell: (reason: string) => count(left.exits[reason]) },
      { title: 'Of these by a gap', number: true, cell: (reason: string) => count(gaps[reason] ?? null) },
    ],
    Object.keys(titles),
  )}${note(both)}`
}
