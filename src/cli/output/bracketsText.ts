import type { BacktestDetail, ConfigTuple } from '../../contract/types.ts'
import { count, plural, wrap } from './format.ts'

/** The brackets of a config in a few words; nothing where it has none. */
export function bracketWords(config: ConfigTuple | null | undefined): string {
  if (!config?.brackets) return ''
  const { atr_mult_stop: stop, atr_mult_target: target, time_stop_minutes: minutes = 0 } = config.brackets
  return `stop ${stop} and target ${target} ATR${minutes > 0 ? `, ${count(minutes)} minutes at most` : ''}`
}

/** How the trades of a run with brackets left; nothing for one without. */
export function exitLines({ brackets }: BacktestDetail, width: number): string {
  if (!brackets) return ''
  const { exits, gaps, ambiguous_bars, ambiguous_trades } = brackets
  const rest: [number, string][] = [
    [exits.time, 'when their time was over'],
    [exits.horizon, 'at the horizon'],
    [exits.session_end, 'at the end of the session'],
    [exits.open_at_end, 'open at the end'],
  ]
  const ways = [
    `${count(exits.stop)} at the stop${ofThemGaps(gaps.stop)}`,
    `${count(exits.target)} at the target${ofThemGaps(gaps.target)}`,
    ...rest.flatMap(([trades, how]) => (trades > 0 ? [`${count(trades)} ${how}`] : [])),
  ]
  const both =
    ambiguous_bars === 0
      ? 'no bar touched both stop and target of a trade'
      : `${plural(ambiguous_bars, 'bar')} touched both stop and target of ${plural(ambiguous_trades, 'trade')}: the stop was assumed first`
  return [`exits: ${ways.join(', ')}`, both].map((line) => wrap(line, width, '  ')).join('\n')
}

const ofThemGaps = (gaps: number): string => (gaps === 0 ? '' : ` (${count(gaps)} by a gap, at the open)`)
