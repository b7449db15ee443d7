import { readFile } from 'node:fs/promises'
import type { Kysely } from 'kysely'
import type { FillColumn } from '../contract/fillColumns.ts'
import { formatDay } from '../core/bars/day.ts'
import { type FieldError, invalidParam, SigmaError } from '../core/errors.ts'
import { newYorkTime } from '../data/calendar.ts'
import type { Listed, Page } from '../store/page.ts'
import type { Database } from '../store/schema.ts'
import { listSignalLog, type SignalLogFilter, type SignalRecord, saveRecord } from '../store/signalsLog.ts'
import { inTransaction } from '../store/transaction.ts'
import { type Fill, readFillRows, readFillsCsv } from './fillRows.ts'
import { dayOf, type Match, matchFills } from './matchFills.ts'
import { type MergedFill, mergeFill } from './mergeFill.ts'
import type { Parts } from './parts.ts'
import { inputPath } from './workspace.ts'

export type { SignalLogFilter, SignalRecord } from '../store/signalsLog.ts'

/** Either a file, or the rows themselves. */
export type FillsRequest =
  | { csv: string }
  | { rows: readonly Partial<Record<FillColumn, string | number | null | undefined>>[] }

export interface ImportedFills {
  rows: number
  /** Records that say something now that they did not before. */
  changed: number
  /** Kept without a signal: somebody traded without one. */
  unmatched: { where: string; modelId: string; ticker: string; ts: string; why: string }[]
}

const listedFaults = 20

/** Milliseconds by which the clock of a broker may be ahead of this one. */
const clockTolerance = 5 * 60_000

/**
 * Keeps what became of signals: all of it or nothing. Doing it again changes nothing.
 *
 * @throws INVALID_PARAM naming what is wrong, by line and column; CONFLICT naming what was kept otherwise before
 */
export async function importFills(parts: Parts, request: FillsRequest): Promise<ImportedFills> {
  const fills =
    'csv' in request
      ? readFillsCsv(await readFile(inputPath(parts.workspace, request.csv, 'csv')))
      : readFillRows(request.rows)
  refuseAhead(fills, parts.now().getTime())
  const packs = await packsOf(parts, fills)
  return inTransaction(parts.db, { locks: ['signals_log'] }, async (trx) => {
    const matches = await matchFills(trx, fills)
    const merged = mergeAll(parts, fills, matches, packs)
    await save(trx, merged)
    return {
      rows: fills.length,
      changed: merged.filter(({ isChanged }) => isChanged).length,
      unmatched: merged.flatMap(({ record }, place) => {
        const { why } = matches[place]
        const { name, modelId, ticker } = fills[place]
        return record.signal || why === null ? [] : [{ where: name, modelId, ticker, ts: record.ts, why }]
      }),
    }
  })
}

/** What became of signals, the oldest first. */
export function signalLog({ db }: Parts, filter: SignalLogFilter, page: Page): Promise<Listed<SignalRecord>> {
  return listSignalLog(db, filter, page)
}

async function save(db: Kysely<Database>, merged: readonly MergedFill[]): Promise<void> {
  for (const { record, isChanged } of merged) if (isChanged) await saveRecord(db, record)
}

/** What was filled, canceled or failed has been; what is pending may be an order for the next open. */
function refuseAhead(fills: readonly Fill[], now: number): void {
  const latest = now + clockTolerance
  const today = newYorkTime(latest).day
  const ahead = fills.filter(({ time, status }) => {
    if (status === 'pending') return false
    return time.dateOnly ? time.writtenDay > today : time.ts > latest
  })
  if (ahead.length === 0) return
  const shown = (ts: number) => new Date(ts).toISOString()
  throw invalidParam(
    ahead
      .slice(0, listedFaults)
      .map(({ fault, time, status }) =>
        fault('ts', `lies ahead: what is ${status} has been by ${shown(now)}, got ${shown(time.ts)}`),
      ),
    { next: 'mend the times, or their offset: a clock without one is that of New York' },
  )
}

/** @throws INVALID_PARAM and CONFLICT, each with the first 20 faults */
function mergeAll(
  parts: Parts,
  fills: readonly Fill[],
  matches: readonly Match[],
  packs: ReadonlyMap<string, string | FieldError>,
): MergedFill[] {
  const faults: FieldError[] = []
  const conflicts: FieldError[] = []
  const firstOf = new Map<string, Fill>()
  const merged = fills.flatMap((fill, place): MergedFill[] => {
    const { record: known, why } = matches[place]
    if (known === null && fill.signalId !== null) {
      faults.push(fill.fault('signal_id', why ?? ''))
      return []
    }
    const pack = packs.get(fill.modelId)
    if (known === null && typeof pack === 'object') {
      faults.push(fill.fault('model_id', pack.issue))
      return []
    }
    const key = known?.id ?? `${fill.modelId} ${fill.ticker} ${fill.time.ts}`
    const first = firstOf.get(key)
    if (first)
      faults.push(fill.fault(fill.signalId === null ? 'ts' : 'signal_id', `the same as ${first.name}`))
    else firstOf.set(key, fill)
    const packId = typeof pack === 'string' ? pack : null
    const one = mergeFill(known ?? withoutSignal(fill, { id: parts.newId(), packId }), fill)
    faults.push(...one.faults)
    conflicts.push(...one.conflicts)
    return [{ ...one, isChanged: one.isChanged || known === null }]
  })
  if (faults.length > 0) throw invalidParam(faults.slice(0, listedFaults))
  if (conflicts.length > 0) throw conflictOf(conflicts.slice(0, listedFaults))
  return merged
}

function conflictOf(conflicts: FieldError[]): SigmaError {
  const shown = conflicts.map(
    ({ field, issue, line }) => `${field}${line ? ` (line ${line})` : ''}: ${issue}`,
  )
  return new SigmaError('CONFLICT', `nothing was changed: ${shown.join('; ')}`, {
    details: { field_errors: conflicts },
    next: 'leave out what was kept before: an empty cell says nothing',
  })
}

/** The record of a position that somebody took without a signal. */
function withoutSignal(fill: Fill, { id, packId }: { id: string; packId: string | null }): SignalRecord {
  return {
    ...{ id, packId, signal: null },
    ts: new Date(fill.time.ts).toISOString(),
    date: formatDay(dayOf(fill)),
    ...{ modelId: fill.modelId, ticker: fill.ticker, side: fill.side, status: 'pending' },
    ...{ riskProfile: null, entryRefPx: null, fillPx: null, exitPx: null, stopPx: null },
    ...{ slippage: null, rr: null, pnl: null, tag: null },
  }
}

/** The pack of each model, or what is wrong with its name. */
async function packsOf({ packs }: Parts, fills: readonly Fill[]): Promise<Map<string, string | FieldError>> {
  const found = new Map<string, string | FieldError>()
  for (const modelId of new Set(fills.map((fill) => fill.modelId))) {
    try {
      found.set(modelId, (await packs.model(modelId)).packId)
    } catch (error) {
      if (!(error instanceof SigmaError)) throw error
      found.set(modelId, { field: 'model_id', issue: error.message })
    }
  }
  return found
}
