import { endianness } from 'node:os'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { type Insertable, type Kysely, type Selectable, sql } from 'kysely'
import { insertRows } from './insertRows.ts'
import type { Database } from './schema.ts'

/** One thing that was tried on the data of a ledger. */
export interface Trial {
  /** Its number in the ledger, from 1 without gaps. */
  seq: number
  sha: string
  runId: string | null
  /** Per session; null where the returns have no variance. */
  sharpe: number | null
  /** Days since 1970-01-01, ascending: one per return. */
  sessions: Int32Array
  /** Net return of each session, 0 where it was flat. */
  sessionReturns: Float64Array
  createdAt: string
}

export interface NewTrial extends Omit<Trial, 'seq'> {
  ledgerKey: string
}

/**
 * Adds a trial to its ledger and returns its number. One whose `sha` is already there adds nothing: the answer is
 * the number that it has, with `added` false. Its returns become those of now, which only another engine changes.
 */
export async function appendTrial(
  db: Kysely<Database>,
  trial: NewTrial,
): Promise<{ seq: number; added: boolean }> {
  checkSessions(trial)
  for (;;) {
    const inserted = await insertNext(db, trial)
    if (inserted) return { seq: inserted.seq, added: true }
    const existing = await findSeq(db, trial)
    if (existing) {
      await updateReturns(db, trial, existing.seq)
      return { seq: existing.seq, added: false }
    }
    // Another process took the number between our reading and writing it. SQLite's lock rules that out;
    // elsewhere the next number is free, or the sha is there by now.
  }
}

/**
 * Adds trials of one ledger, in order, and returns their numbers. As `appendTrial` one after the other, but in few
 * statements: to be called in a transaction that holds the lock of the ledger.
 */
export async function appendTrials(
  db: Kysely<Database>,
  ledgerKey: string,
  trials: readonly Omit<NewTrial, 'ledgerKey'>[],
): Promise<number[]> {
  if (trials.length === 0) return []
  for (const trial of trials) checkSessions(trial)
  const seqOf = await findSeqs(
    db,
    ledgerKey,
    trials.map(({ sha }) => sha),
  )
  let last = await lastSeq(db, ledgerKey)
  const rows: Insertable<Database['trials']>[] = []
  const again: [NewTrial, number][] = []
  const seqs = trials.map((trial) => {
    const known = seqOf.get(trial.sha)
    const seq = known ?? ++last
    seqOf.set(trial.sha, seq)
    if (known === undefined) rows.push({ ledger_key: ledgerKey, seq, ...columnsOf(trial) })
    else again.push([{ ...trial, ledgerKey }, known])
    return seq
  })
  await insertRows(db, 'trials', rows)
  for (const [trial, seq] of again) await updateReturns(db, trial, seq)
  return seqs
}

/** Trials at a time that are read: a ledger may have thousands, and nobody else is answered while they are read. */
const readAtOnce = 100

/** The ledger in order, or as it was when it had `upToSeq` trials. Others have their turn while it is read. */
export async function listTrials(
  db: Kysely<Database>,
  ledgerKey: string,
  upToSeq?: number,
): Promise<Trial[]> {
  const trials: Trial[] = []
  for (;;) {
    let some = db.selectFrom('trials').selectAll().where('ledger_key', '=', ledgerKey).orderBy('seq')
    // A number that is given stays: what is added meanwhile comes after what was read.
    some = some.where('seq', '>', trials.at(-1)?.seq ?? 0).limit(readAtOnce)
    if (upToSeq !== undefined) some = some.where('seq', '<=', upToSeq)
    const rows = await some.execute()
    for (const row of rows) trials.push(toTrial(row))
    if (rows.length < readAtOnce) return trials
    await nextTurn()
  }
}

export async function findTrialBySha(
  db: Kysely<Database>,
  ledgerKey: string,
  sha: string,
): Promise<Trial | undefined> {
  const row = await db
    .selectFrom('trials')
    .selectAll()
    .where('ledger_key', '=', ledgerKey)
    .where('sha', '=', sha)
    .executeTakeFirst()
  return row && toTrial(row)
}

/** How many trials a ledger has. */
export async function countTrials(db: Kysely<Database>, ledgerKey: string): Promise<number> {
  const { total } = await db
    .selectFrom('trials')
    .where('ledger_key', '=', ledgerKey)
    .select((eb) => eb.fn.countAll().as('total'))
    .executeTakeFirstOrThrow()
  return Number(total)
}

/** Number and insert in one statement, so that no other writer comes between them. */
function insertNext(db: Kysely<Database>, trial: NewTrial) {
  const { sha, created_at, ...returns } = columnsOf(trial)
  return db
    .insertInto('trials')
    .columns([
      'ledger_key',
      'seq',
      'sha',
      'run_id',
      'sharpe',
      'first_session',
      'last_session',
      'session_returns',
      'sessions',
      'created_at',
    ])
    .expression((eb) =>
      eb
        .selectFrom('trials')
        .where('ledger_key', '=', trial.ledgerKey)
        .select(({ fn, val, lit }) => [
          val(trial.ledgerKey).as('ledger_key'),
          sql<number>`${fn.coalesce(fn.max('seq'), lit(0))} + 1`.as('seq'),
          val(sha).as('sha'),
          val(returns.run_id).as('run_id'),
          val(returns.sharpe).as('sharpe'),
          val(returns.first_session).as('first_session'),
          val(returns.last_session).as('last_session'),
          val(returns.session_returns).as('session_returns'),
          val(returns.sessions).as('sessions'),
          val(created_at).as('created_at'),
        ]),
    )
    .onConflict((conflict) => conflict.doNothing())
    .returning('seq')
    .executeTakeFirst()
}

function updateReturns(db: Kysely<Database>, trial: NewTrial, seq: number) {
  const { sha: _, created_at: __, ...returns } = columnsOf(trial)
  return db
    .updateTable('trials')
    .set(returns)
    .where('ledger_key', '=', trial.ledgerKey)
    .where('seq', '=', seq)
    .execute()
}

function findSeq(db: Kysely<Database>, { ledgerKey, sha }: NewTrial) {
  return db
    .selectFrom('trials')
    .select('seq')
    .where('ledger_key', '=', ledgerKey)
    .where('sha', '=', sha)
    .executeTakeFirst()
}

/** The numbers of those that are in the ledger, by sha. */
async function findSeqs(db: Kysely<Database>, ledgerKey: string, shas: readonly string[]) {
  const rows = await db
    .selectFrom('trials')
    .select(['sha', 'seq'])
    .where('ledger_key', '=', ledgerKey)
    .where('sha', 'in', shas)
    .execute()
  return new Map(rows.map(({ sha, seq }) => [sha, seq]))
}

async function lastSeq(db: Kysely<Database>, ledgerKey: string): Promise<number> {
  const { last } = await db
    .selectFrom('trials')
    .where('ledger_key', '=', ledgerKey)
    .select((eb) => eb.fn.max('seq').as('last'))
    .executeTakeFirstOrThrow()
  return last ?? 0
}

function checkSessions({ sessions, sessionReturns }: Pick<Trial, 'sessions' | 'sessionReturns'>): void {
  if (sessions.length === sessionReturns.length) return
  throw new RangeError(`Expected a session per return, got ${sessions.length} and ${sessionReturns.length}`)
}

/** All but its ledger and its number there. */
function columnsOf(trial: Omit<NewTrial, 'ledgerKey'>) {
  return {
    sha: trial.sha,
    run_id: trial.runId,
    sharpe: trial.sharpe,
    first_session: trial.sessions.at(0) ?? null,
    last_session: trial.sessions.at(-1) ?? null,
    session_returns: toBytes(trial.sessionReturns),
    sessions: toBytes(trial.sessions),
    created_at: trial.createdAt,
  }
}

function toTrial(row: Selectable<Database['trials']>): Trial {
  return {
    seq: row.seq,
    sha: row.sha,
    runId: row.run_id,
    sharpe: row.sharpe,
    sessions: new Int32Array(fromBytes(row.sessions, 4)),
    sessionReturns: new Float64Array(fromBytes(row.session_returns, 8)),
    createdAt: row.created_at,
  }
}

/** Little endian whatever the machine, so that a database file can be carried to another one. */
function toBytes(values: Float64Array | Int32Array): Buffer {
  const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength)
  return endianness() === 'LE' ? bytes : swapped(Buffer.from(bytes), values.BYTES_PER_ELEMENT)
}

/** A buffer of its own, since the driver's may start at any offset. */
function fromBytes(stored: ArrayBuffer | Uint8Array, width: number): ArrayBuffer {
  const own = new Uint8Array(stored.byteLength)
  own.set(stored instanceof Uint8Array ? stored : new Uint8Array(stored))
  if (endianness() === 'BE') swapped(Buffer.from(own.buffer), width)
  return own.buffer
}

function swapped(bytes: Buffer, width: number): Buffer {
  return width === 8 ? bytes.swap64() : bytes.swap32()
}
