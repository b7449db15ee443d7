import { SigmaError } from '../core/errors.ts'
import type { Work } from '../store/work.ts'
import type { DataRequest } from './dataRequest.ts'
import { loadData } from './loadData.ts'
import type { Parts } from './parts.ts'
import type { PreparedData } from './preparedData.ts'
import type { Subject } from './subject.ts'

// What is done again, or gone on with, is to come to what it would have come to: on the same files.

type Kind = 'build' | 'training' | 'backtest' | 'sweep'

const names: Readonly<Record<string, string>> = {
  pack_sha: 'the pack',
  indicator_set_sha: 'the indicator set',
  model_config_sha: 'the model',
  policy_sha: 'the policy',
  risk_profile: 'the risk profile',
  risk_sha: 'the risk budget',
  engine_version: 'the version of Sigma',
}

/** @throws CONFLICT naming what a run was made of and that is another now; of what is told of today alone */
export function refuseChanged(
  kind: Kind,
  { id, lineage }: Work,
  now: Readonly<Record<string, unknown>>,
): void {
  const differing = Object.keys(names).filter(
    (name) => name in now && (lineage?.[name] ?? null) !== (now[name] ?? null),
  )
  if (differing.length > 0) throw changed(kind, id, differing.map((name) => names[name]).join(' and '))
}

/**
 * The data of a run: its stored matrix, or the file that it read.
 *
 * @throws CONFLICT when that is not what it was
 */
export async function loadUnchanged(
  parts: Parts,
  { kind, id, matrixSha }: { kind: Kind; id: string; matrixSha: string | null },
  subject: Subject,
  asked: DataRequest,
  purpose: 'backtest' | 'training' = 'backtest',
): Promise<PreparedData> {
  const { csv } = asked
  const stored = csv === undefined && matrixSha !== null && { matrixSha }
  const data = await loadData(parts, subject, { ...asked, ...stored }, purpose)
  if (data.matrixSha === matrixSha) return data
  throw changed(kind, id, csv === undefined ? 'its matrix' : `the file ${csv}`)
}

export function changed(kind: Kind, id: string, what: string): SigmaError {
  const begun = kind === 'sweep' ? 'started' : 'asked for'
  return new SigmaError('CONFLICT', `${what} changed since the ${kind} ${id} was ${begun}`, {
    next: `start a new ${kind}, or change it back`,
  })
}
