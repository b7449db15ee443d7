import type { FillColumn } from '../contract/fillColumns.ts'
import { formatDay } from '../core/bars/day.ts'
import type { FieldError } from '../core/errors.ts'
import { isRounded, outcomeOf } from '../core/live/fill.ts'
import type { SignalRecord } from '../store/signalsLog.ts'
import type { Fill } from './fillRows.ts'

/** What a fill makes of the record that it belongs to. */
export interface MergedFill {
  record: SignalRecord
  isChanged: boolean
  /** What it says otherwise than was said before. */
  conflicts: FieldError[]
  /** What cannot be. */
  faults: FieldError[]
}

/**
 * The record with what a fill says of it. A cell that is empty says nothing, and what was said before stays said: a
 * pending record becomes filled, canceled or an error, and a filled one may be completed, by its exit for one.
 */
export function mergeFill(known: SignalRecord, fill: Fill): MergedFill {
  const faults: FieldError[] = []
  const conflicts: FieldError[] = []
  const wrong = (column: FillColumn, issue: string): void => void faults.push(fill.fault(column, issue))
  const conflict = (column: FillColumn, kept: unknown, given: unknown): void =>
    void conflicts.push(fill.fault(column, `it is kept as ${kept}, and cannot become ${given}`))

  const { signal } = known
  for (const [column, kept, given] of [
    ['model_id', known.modelId, fill.modelId],
    ['ticker', known.ticker, fill.ticker],
    ['side', known.side, fill.side],
  ] as const) {
    if (given !== kept) wrong(column, `the signal's is ${kept}, got ${given}`)
  }
  if (signal !== null && isBefore(fill, signal)) {
    wrong('ts', `the signal was decided at ${signal.ts}, after this`)
  }

  /** A value that was kept, or else one that is given now. */
  function said<Value>(column: FillColumn, kept: Value | null, given: Value | null): Value | null {
    if (kept === null || given === null) return kept ?? given
    const isSame =
      kept === given ||
      (column === 'entry_ref_px' && typeof kept === 'number' && typeof given === 'number'
        ? isRounded(given, kept)
        : false)
    if (!isSame) conflict(column, kept, given)
    return kept
  }
  const entryRefPx = said('entry_ref_px', known.entryRefPx, fill.entryRefPx)
  const fillPx = said('fill_px', known.fillPx, fill.fillPx)
  const exitPx = said('exit_px', known.exitPx, fill.exitPx)
  const isStopOfSignal = known.stopPx === null && fill.stopPx === (signal?.stopPx ?? null)
  const stopPx = isStopOfSignal ? null : said('stop_px', known.stopPx, fill.stopPx)
  const stop = stopPx ?? signal?.stopPx ?? null
  if (fill.stopPx !== null && fillPx !== null && isBeyond(known.side, fillPx, fill.stopPx)) {
    const where = known.side === 'long' ? 'below' : 'above'
    wrong('stop_px', `the stop of a ${known.side} position lies ${where} its fill of ${fillPx}`)
  }

  const computed = outcomeOf({
    side: known.side,
    ...{ reference: entryRefPx, fill: fillPx, exit: exitPx, stop },
  })
  /** A result that follows from the prices; where none does, the one that was told. */
  function result(column: 'slippage' | 'rr' | 'pnl'): number | null {
    const exact = computed[column]
    const given = fill[column]
    if (exact === null) return said(column, known[column], given)
    if (given !== null && !isRounded(given, exact)) {
      wrong(column, `it is ${Number(exact.toPrecision(6))} by the prices, got ${given}`)
    }
    return exact
  }
  const [slippage, rr, pnl] = [result('slippage'), result('rr'), result('pnl')]

  if (known.status !== 'pending' && fill.status !== known.status)
    conflict('status', known.status, fill.status)
  const ts = timeOf(known, fill)
  if (ts !== null && isTimed(known)) said('ts', known.ts, ts)
  const record: SignalRecord = {
    ...known,
    ts: ts !== null && !isTimed(known) ? ts : known.ts,
    riskProfile: said('risk_profile', known.riskProfile, fill.riskProfile),
    ...{ entryRefPx, fillPx, exitPx, stopPx, slippage, rr, pnl },
    status: fill.status,
    tag: said('tag', known.tag, fill.tag),
  }
  return { record, isChanged: isDifferent(record, known), conflicts, faults }
}

/** When something became of it, as far as a fill says so: a date alone, or the time of the signal, does not. */
function timeOf({ signal }: SignalRecord, { status, time }: Fill): string | null {
  const ts = new Date(time.ts).toISOString()
  return status === 'pending' || time.dateOnly || ts === signal?.ts ? null : ts
}

/** Whether it has been told when something became of it. */
function isTimed({ status, signal, ts }: SignalRecord): boolean {
  return status !== 'pending' && ts !== signal?.ts
}

/** A date alone is before no signal of that date. */
function isBefore({ time }: Fill, signal: { ts: string; date: string }): boolean {
  return time.dateOnly ? formatDay(time.writtenDay) < signal.date : time.ts < Date.parse(signal.ts)
}

function isBeyond(side: SignalRecord['side'], fill: number, stop: number): boolean {
  return side === 'long' ? stop >= fill : stop <= fill
}

function isDifferent(record: SignalRecord, known: SignalRecord): boolean {
  return JSON.stringify(record) !== JSON.stringify(known)
}
