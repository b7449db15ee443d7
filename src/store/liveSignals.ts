import type { Kysely } from 'kysely'
import type { Database, SignalStatus } from './schema.ts'

/** A record of the log, with what its signal put in. */
export interface LoggedSignal {
  packId: string | null
  modelId: string
  riskProfile: string | null
  /** `YYYY-MM-DD`. */
  date: string
  /** ISO 8601 in UTC. */
  ts: string
  status: SignalStatus
  pnl: number | null
  rr: number | null
  weight: number | null
  slippage: number | null
  entryRefPx: number | null
}

/** Days are `YYYY-MM-DD`, both in the period. */
export interface LoggedFilter {
  packId?: string
  modelId?: string
  riskProfile?: string
  start: string
  end: string
}

/** All records of a period, by model, profile and time. */
export async function listLoggedSignals(
  db: Kysely<Database>,
  { packId, modelId, riskProfile, start, end }: LoggedFilter,
): Promise<LoggedSignal[]> {
  let records = db
    .selectFrom('signals_log as log')
    .leftJoin('signals', 'signals.id', 'log.signal_id')
    .where('log.date', '>=', start)
    .where('log.date', '<=', end)
  if (packId !== undefined) records = records.where('log.pack_id', '=', packId)
  if (modelId !== undefined) records = records.where('log.model_id', '=', modelId)
  if (riskProfile !== undefined) records = records.where('log.risk_profile', '=', riskProfile)
  const rows = await records
    .select(['log.pack_id', 'log.model_id', 'log.risk_profile', 'log.date', 'log.ts', 'log.status'])
    .select(['log.pnl', 'log.rr', 'log.slippage', 'log.entry_ref_px', 'signals.weight'])
    .orderBy('log.model_id')
    .orderBy('log.risk_profile')
    .orderBy('log.ts')
    .orderBy('log.id')
    .execute()
  return rows.map((row) => ({
    packId: row.pack_id,
    modelId: row.model_id,
    riskProfile: row.risk_profile,
    date: row.date,
    ts: row.ts,
    status: row.status,
    pnl: row.pnl,
    rr: row.rr,
    weight: row.weight,
    slippage: row.slippage,
    entryRefPx: row.entry_ref_px,
  }))
}
