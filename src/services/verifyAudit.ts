import { invalidParam } from '../core/errors.ts'
import { type ChainedRow, foldUnchained, hashOfRow, noHash, walkChain } from '../store/auditChain.ts'
import type { Parts } from './parts.ts'

/** What is wrong with the chain of the audit, at the first row that shows it. */
interface AuditFault {
  kind: 'changed' | 'missing' | 'inserted' | 'moved' | 'start' | 'head'
  /** Place in the chain; null of what no row shows. */
  seq: number | null
  id: string | null
  why: string
}

export interface VerifiedAudit {
  intact: boolean
  /** Rows of the chain that were read: all of them, unless a fault was found. */
  rows: number
  /** Rows of before there was a chain, which its first row holds to what they were then. */
  unchained: number
  /** The last row that was read: to be noted elsewhere, and given at the next time. Null of an empty chain. */
  head: { seq: number; hash: string; at: string } | null
  fault: AuditFault | null
}

/**
 * Walks the chain of the audit from its start, with one row in memory beside a page of them, to the first fault. Rows that were
 * removed at its end leave a sound chain: only a hash that was noted before tells of them.
 *
 * @param expected the hash of a row that was there, such as the head of an earlier time
 * @throws INVALID_PARAM for what is no hash
 */
export async function verifyAudit(
  { db }: Pick<Parts, 'db'>,
  { expected }: { expected?: string } = {},
): Promise<VerifiedAudit> {
  if (expected !== undefined && !/^[0-9a-f]{64}$/.test(expected))
    throw invalidParam([{ field: 'head', issue: `expected 64 hexadecimal digits, got ${expected}` }])
  const { rows: unchained, hash: start } = await foldUnchained(db)
  let isThere = expected === undefined || expected === noHash
  let rows = 0
  let last: ChainedRow | undefined
  for await (const row of walkChain(db)) {
    const fault = faultOf(row, last, start)
    if (fault) return { intact: false, rows, unchained, head: headOf(last), fault }
    isThere ||= row.hash === expected
    last = row
    rows++
  }
  const fault = isThere ? null : missingHead(last, expected ?? noHash)
  return { intact: fault === null, rows, unchained, head: headOf(last), fault }
}

const headOf = (last: ChainedRow | undefined): VerifiedAudit['head'] =>
  last ? { seq: last.seq, hash: last.hash, at: last.at } : null

/** What a row shows to be wrong with itself, or with the one before it. */
function faultOf(row: ChainedRow, last: ChainedRow | undefined, start: string): AuditFault | null {
  const { seq, id } = row
  const expected = (last?.seq ?? 0) + 1
  const at = { seq, id }
  if (seq < expected) return { kind: 'inserted', ...at, why: `there are two rows ${seq}` }
  if (seq > expected) {
    const gone = seq - expected === 1 ? `row ${expected} is` : `rows ${expected} to ${seq - 1} are`
    return { kind: 'missing', ...at, why: `${gone} missing before it` }
  }
  if (hashOfRow(row) !== row.hash) return doesNotFit(row)
  if (row.prev_hash === (last?.hash ?? start)) return null
  if (last === undefined) {
    const why =
      'the first row does not fit those of before the chain: rows before it are missing, changed or inserted'
    return { kind: 'start', ...at, why }
  }
  const why = `it does not follow row ${last.seq}: that one was changed or put in its place, and its hash made anew`
  return { kind: 'changed', seq: last.seq, id: last.id, why }
}

/** How far a row may have been moved to be told where it was. */
const nearby = [1, -1, 2, -2, 3, -3]

/** A row whose hash is of something else: of itself at another place, or of what it was. */
function doesNotFit(row: ChainedRow): AuditFault {
  const { seq, id, hash } = row
  const moved = nearby.find((by) => hashOfRow({ ...row, seq: seq + by }) === hash)
  if (moved === undefined) return { kind: 'changed', seq, id, why: 'its hash is not that of what it says' }
  return {
    kind: 'moved',
    seq,
    id,
    why: `it was row ${seq + moved}: rows were taken out or put in before it, or reordered`,
  }
}

function missingHead(last: ChainedRow | undefined, expected: string): AuditFault {
  const why = `no row has the hash ${expected}: rows at the end are missing, or the chain was made anew`
  return { kind: 'head', seq: last?.seq ?? null, id: last?.id ?? null, why }
}
