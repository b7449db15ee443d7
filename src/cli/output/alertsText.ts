import type { AlertsAnswer } from '../../contract/types.ts'
import { figure, fixed, plural } from './format.ts'
import type { Column } from './table.ts'

/** Time of the exchange, to the minute. */
const minuteCell = (value: unknown): string => String(value).slice(0, 16).replace('T', ' ')

const price = fixed(2)

export const alertColumns: Column[] = [
  { field: 'ts', title: 'decided (New York)', rank: 2, show: minuteCell },
  { field: 'ticker', rank: 0 },
  { field: 'side', rank: 0 },
  { field: 'size', align: 'right', rank: 4, show: fixed(2) },
  { field: 'score', align: 'right', rank: 1, show: figure },
  { field: 'threshold', title: 'level', align: 'right', rank: 3, show: figure },
  { field: 'entry_ref_px', title: 'reference', align: 'right', rank: 0, show: price },
  { field: 'stop_px', title: 'stop', align: 'right', rank: 1, show: price },
  { field: 'target_px', title: 'target', align: 'right', rank: 1, show: price },
  { field: 'rr', title: 'reward/risk', align: 'right', rank: 5, show: fixed(2) },
]

/** Why there is no signal. */
export function noAlerts({ session, scored, highest, held_back }: AlertsAnswer): string {
  if (scored === 0) return `No decision in the session of ${session} yet.`
  const held = held_back.length > 0 ? `; the policy's limits hold back ${held_back.length}` : ''
  if (highest === null) return `No signal in the session of ${session}${held}.`
  const level =
    highest.threshold === null ? 'an hour that gives none' : `a level of ${figure(highest.threshold)}`
  return `No signal in the session of ${session}: the highest score is ${figure(highest.score)} (${highest.ticker}), against ${level}${held}.`
}

/** What is to be known of the signals beside their rows. */
export function alertsText(answer: AlertsAnswer): string {
  const { rows, held_back, kept, session, entry_mode, horizon, brackets, time_stop_minutes } = answer
  const known = rows.length - kept
  const entry = entry_mode === 'session_close' ? 'at the next close' : 'at the next open'
  const left =
    brackets === null
      ? ''
      : `, or at stop or target${time_stop_minutes === null ? '' : `, after ${time_stop_minutes} minutes at most`}`
  return [
    `${plural(rows.length, 'signal')} of ${session}${known > 0 ? `, ${known} of which ${known === 1 ? 'was' : 'were'} kept before` : ''}${held_back.length > 0 ? `; ${held_back.length} held back by the policy's limits` : ''}`,
    `to be filled ${entry}, held for ${plural(horizon, 'bar')}${left}`,
  ].join('\n')
}
