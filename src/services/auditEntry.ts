import { cutJson } from '../core/cutJson.ts'
import { maskText, withoutSecretValues } from '../core/masking.ts'
import type { NewAuditEntry } from '../store/audit.ts'
import type { Changes } from './changes.ts'

/** Bytes of a request's body, of its query and of what was changed, that a row keeps each. */
const mostBytes = 16_384

/** Characters of what a sender names as he likes. */
const longestText = 500

/** Characters of it that are masked: more than are kept, since half of a secret is not known for one. */
const maskedText = 2_000

/** A request that is to change something, as it came. */
export interface Write {
  /** The operation of the contract, or the command. */
  action: string
  method: string
  /** Without the query. */
  path: string
  query?: unknown
  body: unknown
  /** The address that it came from; null within the process. */
  client: string | null
  tokenId: string | null
  requestId: string | null
}

/** How a write ended. */
export interface Outcome {
  status: number
  /** What was answered: ids and hashes are taken from it. */
  answer?: unknown
  /** The code of the error that it failed by. */
  error?: string
}

/** What was sent, without its secrets and cut. To be called as soon as it came: whoever handles it may change it. */
export function sentPayload({ query, body, tokenId }: Write): Record<string, unknown> {
  const { value, bytes, isCut } = kept(body)
  return {
    ...(Object.keys(fieldsOf(query)).length > 0 && { query: kept(query).value }),
    ...(body != null && { body: value }),
    ...(isCut && { truncated: true, body_bytes: bytes }),
    ...(tokenId !== null && { token_id: tokenId }),
  }
}

/** The row of a write that has ended. */
export function toAuditEntry(
  write: Write,
  { id, at, userId, payload }: Pick<NewAuditEntry, 'id' | 'at' | 'userId' | 'payload'>,
  changes: Changes,
  { status, answer, error }: Outcome,
): NewAuditEntry {
  const named = { ...fieldsOf(write.query), ...fieldsOf(write.body), ...fieldsOf(answer) }
  return {
    ...{ id, at, userId, status, method: write.method, action: write.action, client: write.client },
    path: sentText(write.path),
    packId: textOf(named.pack_id),
    modelId: textOf(named.model_id),
    lineage: lineageOf(answer),
    payload: {
      ...payload,
      ...(changes.size > 0 && { changed: kept(Object.fromEntries(changes)).value }),
      ...(error !== undefined && { error }),
    },
    requestId: textOf(write.requestId),
  }
}

/** Masked first: half of a secret is not known for one. */
const kept = (value: unknown) => cutJson(value, mostBytes, withoutSecretValues)

const sentText = (text: string): string => maskText(text.slice(0, maskedText)).slice(0, longestText)

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? sentText(value) : null

/** Names of fields of an answer that say what was made, or found again, and of what. */
const lineageNames = [
  'run_id',
  'job_id',
  'job_ids',
  'build_run_id',
  'training_run_id',
  'backtest_run_id',
  'sweep_id',
  'selection_id',
  'template_id',
  'token_id',
  'matrix_sha',
  'model_sha',
  'config_sha',
  'policy_sha',
  'risk_sha',
  'version',
  'deduplicated',
]

function lineageOf(answer: unknown): object | null {
  const fields = fieldsOf(answer)
  const named = lineageNames.flatMap((name) => (fields[name] == null ? [] : [[name, fields[name]]]))
  const lineage = { ...fieldsOf(fields.lineage), ...Object.fromEntries(named) }
  return Object.keys(lineage).length > 0 ? lineage : null
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}
