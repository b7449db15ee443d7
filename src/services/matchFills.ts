import type { Kysely } from 'kysely'
import { formatDay } from '../core/bars/day.ts'
import { nextSession, previousSession } from '../core/calendar/index.ts'
import { newYorkTime, sessionDecisionTime } from '../data/calendar.ts'
import type { Database } from '../store/schema.ts'
import { recordsOfModel, recordsOfSignals, type SignalRecord } from '../store/signalsLog.ts'
import type { Fill } from './fillRows.ts'

/** What a fill belongs to, and why to nothing. */
export interface Match {
  record: SignalRecord | null
  /** In words; null of one that belongs to a signal. */
  why: string | null
}

/**
 * The record that each fill belongs to: that of the signal that it names; else that of the same model, ticker and time;
 * else that of the one signal of its date, or of the session before, where that was to be filled at the next open.
 */
export async function matchFills(db: Kysely<Database>, fills: readonly Fill[]): Promise<Match[]> {
  const named = await recordsOfSignals(
    db,
    fills.flatMap(({ signalId }) => signalId ?? []),
  )
  const bySignal = new Map(named.map((record) => [record.signal?.id, record]))
  const byTicker = new Map<string, SignalRecord[]>()
  for (const modelId of new Set(fills.map((fill) => fill.modelId))) {
    const days = fills.filter((fill) => fill.modelId === modelId).map(dayOf)
    const records = await recordsOfModel(db, modelId, {
      start: formatDay(previousSession(days.reduce((a, b) => Math.min(a, b)))),
      end: formatDay(days.reduce((a, b) => Math.max(a, b))),
    })
    for (const record of records) {
      const key = keyOf(record)
      byTicker.set(key, [...(byTicker.get(key) ?? []), record])
    }
  }
  return fills.map((fill) => {
    if (fill.signalId === null) return matchByTime(fill, byTicker.get(keyOf(fill)) ?? [])
    return { record: bySignal.get(fill.signalId) ?? null, why: `there is no signal ${fill.signalId}` }
  })
}

function matchByTime(fill: Fill, records: readonly SignalRecord[]): Match {
  const { ts } = fill.time
  const exact = records.find(
    (record) => Date.parse(record.signal?.ts ?? record.ts) === ts || Date.parse(record.ts) === ts,
  )
  if (exact) return { record: exact, why: exact.signal ? null : 'it was kept without one before' }
  const day = dayOf(fill)
  const decided = records.filter(({ signal }) => signal?.date === formatDay(day))
  const isAfterOne = fill.time.dateOnly || decided.some(({ signal }) => Date.parse(signal?.ts ?? '') <= ts)
  const before = isAfterOne ? [] : records.filter((record) => isFilledNext(record, day))
  const [only, ...others] = before.length > 0 ? before : decided
  if (only === undefined) return { record: null, why: 'the model has none in this ticker on that day' }
  if (others.length === 0) return { record: only, why: null }
  return {
    record: null,
    why: `the model has ${others.length + 1} in this ticker that it may belong to: name one by signal_id`,
  }
}

/** Whether a signal was decided at the close of the session before, to be filled at the open of this one. */
function isFilledNext({ signal }: SignalRecord, day: number): boolean {
  if (signal === null || signal.entryMode === 'session_close') return false
  const session = previousSession(day)
  return (
    signal.date === formatDay(session) &&
    nextSession(session) === day &&
    Date.parse(signal.ts) >= sessionDecisionTime(session)
  )
}

/** The day of a fill in New York, as it was written where it is a date alone. */
export function dayOf({ time }: Pick<Fill, 'time'>): number {
  return time.dateOnly ? time.writtenDay : newYorkTime(time.ts).day
}

const keyOf = ({ modelId, ticker }: { modelId: string; ticker: string }): string => `${modelId} ${ticker}`
