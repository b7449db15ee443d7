import { setTimeout as wait } from 'node:timers/promises'
import pg from 'pg'
import { type PostgresTarget, shownTarget, storeUnavailable } from '../target.ts'
import { isStarting, postgresError } from './errors.ts'
import { typeParsers } from './parsers.ts'

const CONNECT_TIMEOUT_MS = 10_000
/** How long a lost connection is tried again, unless the target says. */
export const RETRY_SECONDS = 30
const POOL_SIZE = 10
const LEAST_VERSION = 13

/**
 * Does work on the first connection of a pool, which is closed when the work fails. A server that is starting is waited
 * for; one that can't be reached at all is told at once.
 *
 * @throws UNAVAILABLE, naming the database and what to do
 */
export async function onFirstConnection<Result>(
  target: PostgresTarget,
  work: (client: pg.PoolClient, pool: pg.Pool) => Promise<Result>,
): Promise<Result> {
  const where = shownTarget(target)
  const pool = makePool(target)
  try {
    const client = await firstConnection(pool, target.retrySeconds ?? RETRY_SECONDS)
    try {
      await assertUsable(client, where)
      return await work(client, pool)
    } finally {
      client.release()
    }
  } catch (error) {
    await pool.end()
    throw postgresError(where, error)
  }
}

function makePool({ url, schema, poolSize = POOL_SIZE }: PostgresTarget): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'sigma',
    max: poolSize,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    types: typeParsers,
    // The parsers and the order of rows rely on these, whatever the server's own settings are.
    async onConnect(client) {
      // A client tells of the end of its connection by an event, also while nobody asks it anything. The statement that
      // is under way, or the next one, fails with it; without a listener the process would end.
      client.on('error', () => {})
      await client.query(
        `set timezone = 'UTC'; set datestyle = 'ISO'; set default_transaction_isolation = 'read committed'; set client_min_messages = warning`,
      )
      // A statement that seems long to the server is compiled for a tenth of a second, or given to processes that it starts
      // for it. None of these takes as long as that.
      await client.query('set jit = off; set max_parallel_workers_per_gather = 0')
      if (schema !== undefined) await client.query(`set search_path = ${pg.escapeIdentifier(schema)}`)
    },
  })
  // Told of connections that end while they are idle; the pool has replaced them by then.
  pool.on('error', () => {})
  return pool
}

async function firstConnection(pool: pg.Pool, retrySeconds: number): Promise<pg.PoolClient> {
  const giveUpAt = performance.now() + retrySeconds * 1000
  for (;;) {
    try {
      return await pool.connect()
    } catch (error) {
      if (!isStarting(error) || performance.now() > giveUpAt) throw error
    }
    await wait(200)
  }
}

async function assertUsable(client: pg.PoolClient, where: string): Promise<void> {
  const { rows } = await client.query<{ version: string; encoding: string }>(
    "select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding",
  )
  const [{ version, encoding }] = rows
  const major = Math.floor(Number(version) / 10_000)
  if (major < LEAST_VERSION) {
    throw storeUnavailable(
      `The database ${where} is on PostgreSQL ${major}, which is too old`,
      `Use a server of version ${LEAST_VERSION} or later.`,
    )
  }
  if (encoding !== 'UTF8') {
    throw storeUnavailable(
      `The database ${where} keeps text as ${encoding}, which has no place for every character`,
      'Make it anew with the encoding UTF8.',
    )
  }
}
