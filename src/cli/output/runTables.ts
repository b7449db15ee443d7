import type { Gate, LeaderboardRow, SweepRow } from '../../contract/types.ts'
import { configText } from './backtestText.ts'
import { count, fixed, percent } from './format.ts'
import { gateCell } from './gate.ts'
import type { Paint } from './paint.ts'
import type { Column, Row } from './table.ts'

/** A time stamp to the minute, in UTC. */
export function timeCell(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 16).replace('T', ' ') : '-'
}

/** How long ago a time stamp was: "40 s ago", "5 min ago", "3 h ago", "12 d ago"; the day of one that is older. */
export function agoCell(value: unknown, _?: Row, now = Date.now()): string {
  const time = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (Number.isNaN(time)) return '-'
  // Clocks of two machines differ a little.
  const seconds = Math.max(0, Math.floor((now - time) / 1_000))
  if (seconds < 60) return `${seconds} s ago`
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} h ago`
  return seconds < 31 * 86_400 ? `${Math.floor(seconds / 86_400)} d ago` : timeCell(value).slice(0, 10)
}

/** Columns of tried configs. Net, out of sample; those that matter least leave a narrow terminal first. */
export function resultColumns(paint: Paint, { brackets = true } = {}): Column[] {
  const config = (row: Row) => configText(configOf(row), { brackets })
  return [
    { field: 'config.value', title: 'config', rank: 0, show: (_, row) => config(row) },
    { field: 'metrics.sharpe', title: 'sharpe', align: 'right', rank: 0, show: fixed(2) },
    { field: 'metrics.cum_return', title: 'return', align: 'right', rank: 2, show: percent },
    { field: 'metrics.max_dd', title: 'drawdown', align: 'right', rank: 3, show: percent },
    { field: 'metrics.trades', title: 'trades', align: 'right', rank: 2, show: count },
    { field: 'statistics.dsr', title: 'dsr', align: 'right', rank: 3, show: fixed(2) },
    { field: 'score', align: 'right', rank: 5, show: fixed(2) },
    { field: 'gate.pass', title: 'gate', rank: 1, show: (_, row) => gateCell(gateOf(row), paint) },
  ]
}

/** Columns of a sweep's rows, with rungs and feature sets where there are any. */
export function sweepColumns(paint: Paint, rows: readonly SweepRow[], { brackets = false } = {}): Column[] {
  const has = (field: 'rung' | 'features') => rows.some((row) => (row[field] ?? null) !== null)
  const rung: Column = { field: 'rung', align: 'right', rank: 4 }
  const features: Column = { field: 'features', align: 'right', rank: 4, show: featuresCell }
  return [
    ...resultColumns(paint, { brackets }),
    ...(has('rung') ? [rung] : []),
    ...(has('features') ? [features] : []),
  ]
}

/** Columns of the leaderboard: whose run it is, then its results. */
export function leaderboardColumns(paint: Paint): Column[] {
  return [
    { field: 'rank', title: '#', align: 'right', rank: 4 },
    { field: 'model_id', title: 'model', rank: 1 },
    ...resultColumns(paint),
    { field: 'statistics.trials', title: 'trials now', align: 'right', rank: 6, show: count },
    { field: 'statistics.trials_at_run', title: 'at run', align: 'right', rank: 6, show: count },
    { field: 'pack_id', title: 'pack', rank: 8 },
    { field: 'risk_profile', title: 'risk', rank: 7 },
    { field: 'tag', rank: 6 },
    { field: 'created_at', title: 'created', rank: 7, show: agoCell },
    { field: 'id', title: 'run', rank: 5 },
  ]
}

/** How many of the matrix's features a variant uses, where it does not use all. */
const featuresCell = (features: unknown): string => (Array.isArray(features) ? count(features.length) : '-')

const configOf = (row: Partial<SweepRow | LeaderboardRow>) => row.config
const gateOf = (row: Partial<SweepRow | LeaderboardRow>): Gate | null | undefined => row.gate
