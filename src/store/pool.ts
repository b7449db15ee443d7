import type { Kysely } from 'kysely'
import type { Database } from './schema.ts'

/** Connections of a pool, and how many wait for one. */
export interface PoolState {
  open: number
  idle: number
  waiting: number
}

const pools = new WeakMap<Kysely<Database>, () => PoolState>()

/** To be called by what opens a database over a pool. */
export function rememberPool(db: Kysely<Database>, state: () => PoolState): void {
  pools.set(db, state)
}

/** Null of a database without a pool, as SQLite's. */
export function poolState(db: Kysely<Database>): PoolState | null {
  return pools.get(db)?.() ?? null
}
