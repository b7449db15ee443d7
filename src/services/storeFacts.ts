import { listLeaderboard } from '../store/leaderboard.ts'
import { countOpenWork } from '../store/openWork.ts'
import { type PoolState, poolState } from '../store/pool.ts'
import type { Parts } from './parts.ts'

/** What a store tells of the work that is done in it, whichever process does it. */
export interface StoreFacts {
  open: Awaited<ReturnType<typeof countOpenWork>>
  /** Completed runs by what their gate says now. */
  gates: { passed: number; failed: number }
  /** Null on SQLite. */
  pool: PoolState | null
}

export async function storeFacts({ db }: Pick<Parts, 'db'>): Promise<StoreFacts> {
  const total = async (passGate: boolean): Promise<number> =>
    (await listLeaderboard(db, { passGate }, 'score', { limit: 1, offset: 0 })).total
  return {
    open: await countOpenWork(db),
    gates: { passed: await total(true), failed: await total(false) },
    pool: poolState(db),
  }
}
