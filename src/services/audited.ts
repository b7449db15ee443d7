import { AsyncLocalStorage } from 'node:async_hooks'
import type { Transaction } from 'kysely'
import { errorCatalogue } from '../contract/errors.ts'
import { SigmaError } from '../core/errors.ts'
import { hasAuditEntry, insertAuditEntry, type NewAuditEntry } from '../store/audit.ts'
import type { Database } from '../store/schema.ts'
import { inTransaction } from '../store/transaction.ts'
import { type Outcome, sentPayload, toAuditEntry, type Write } from './auditEntry.ts'
import { type Changes, collectChanges } from './changes.ts'
import type { Parts } from './parts.ts'
import { trackWrite } from './pendingWrites.ts'
import { currentUser } from './user.ts'

export type AuditParts = Pick<Parts, 'db' | 'now' | 'newId' | 'reportBug'>

/** A write that is being carried out. */
interface Written {
  /** Whether a transaction has taken its row along, which it may have undone since. */
  isTaken: boolean
  entry(outcome: Outcome): NewAuditEntry
}

const writes = new AsyncLocalStorage<Written>()

/**
 * Carries out a write, and adds its row to the audit: one, whether it is done or fails, before it is answered. Whatever is
 * called by it tells its changes by `tellChanged`.
 *
 * @throws what the write throws; UNAVAILABLE when it was done and its row could not be added, which the operator is told with
 *   all that the row was to say
 */
export function audited<Result>(
  parts: AuditParts,
  write: Write,
  act: () => Promise<Result>,
  outcome: (result: Result) => Outcome,
): Promise<Result> {
  const work = carryOut(parts, write, act, outcome)
  trackWrite(parts.db, work)
  return work
}

/**
 * As `audited`, of a command that works on the store without a request.
 *
 * @param made ids of what the command made or worked on, under their names of the contract
 */
export function auditedCommand<Result>(
  parts: AuditParts,
  { action, command, body }: { action: string; command: string; body: object },
  act: () => Promise<Result>,
  made: (result: Result) => object = () => ({}),
): Promise<Result> {
  const nobody = { client: null, tokenId: null, requestId: null }
  const write = { action, method: 'COMMAND', path: command, body, ...nobody }
  return audited(parts, write, act, (result) => ({ status: 200, answer: made(result) }))
}

/**
 * Adds the row of the write being carried out by the transaction that changes something: neither is kept without the other. To
 * be the last that the transaction does.
 *
 * @throws TypeError outside of a write
 */
export async function auditIn(trx: Transaction<Database>, outcome: Outcome = { status: 200 }): Promise<void> {
  const written = writes.getStore()
  if (!written) throw new TypeError('Expected to be in a write that the audit knows of')
  written.isTaken = true
  await insertAuditEntry(trx, written.entry(outcome))
}

async function carryOut<Result>(
  { db, now, newId, reportBug }: AuditParts,
  write: Write,
  act: () => Promise<Result>,
  outcome: (result: Result) => Outcome,
): Promise<Result> {
  const own = { id: newId(), userId: currentUser(), payload: sentPayload(write) }
  const changes: Changes = new Map()
  const written: Written = {
    isTaken: false,
    entry: (ended) => toAuditEntry(write, { ...own, at: now().toISOString() }, changes, ended),
  }
  /** Adds the row, or tells the operator what it was to say. */
  const keep = async (ended: Outcome): Promise<void> => {
    const entry = written.entry(ended)
    try {
      if (!written.isTaken || !(await hasAuditEntry(db, entry.id))) await add(db, entry)
    } catch (cause) {
      reportBug(cause, `the audit, which lacks this row: ${JSON.stringify(entry)}`)
      throw unkept(write, cause)
    }
  }
  let result: Result
  try {
    result = await writes.run(written, () => collectChanges(changes, act))
  } catch (error) {
    // What it failed by is what is to be told; of the row the operator has been told.
    await keep(failureOf(error)).catch(() => undefined)
    throw error
  }
  await keep(outcome(result))
  return result
}

async function add(db: Parts['db'], entry: NewAuditEntry): Promise<void> {
  try {
    await inTransaction(db, {}, (trx) => insertAuditEntry(trx, entry))
  } catch (error) {
    // Broken off while it was being committed, it may be there all the same.
    if (!(await hasAuditEntry(db, entry.id))) throw error
  }
}

function unkept({ action }: Write, cause: unknown): SigmaError {
  return new SigmaError('UNAVAILABLE', `${action} was done, but its row of the audit could not be added`, {
    cause,
    next: 'the log has that row; see to the store before anything else is changed',
  })
}

function failureOf(error: unknown): Outcome {
  const code = error instanceof SigmaError ? error.code : 'INTERNAL'
  return { status: errorCatalogue[code].status, error: code }
}
