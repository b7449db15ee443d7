import { findMatrix } from '../store/matrices.ts'
import { findPolicySnapshot } from '../store/policies.ts'
import type { RunStatus } from '../store/schema.ts'
import type { Work } from '../store/work.ts'
import { type FoundMatrix, findMatrixRecord } from './matrixRecord.ts'
import type { Parts } from './parts.ts'
import { matrixUris } from './storedMatrix.ts'

/** One link of the chain: data, a file of settings, a run or a stored file. */
export interface LineageNode {
  kind:
    | 'source'
    | 'matrix'
    | 'build'
    | 'training'
    | 'sweep'
    | 'backtest'
    | 'selection'
    | 'pack'
    | 'indicator_set'
    | 'model_config'
    | 'policy'
    | 'risk'
    | 'parameters'
    | 'engine'
    | 'ledger'
    | 'trial'
    | 'file'
    | 'signal'
  /** Of a run its id, of what has a hash the hash, of a stored file its address. */
  id: string
  name?: string | null
  detail?: string | null
  status?: RunStatus
  createdAt?: string
  /** Whether the workspace still has it; absent where it keeps a hash only. */
  kept?: boolean
}

/** Where the rows came from, and the matrix: one that is stored, or a file that was read where it lay. */
export async function matrixNodes(
  parts: Parts,
  sha: string,
  { csv }: { csv: string | null },
): Promise<LineageNode[]> {
  if (!(await findMatrix(parts.db, sha))) {
    const file: LineageNode[] =
      csv === null ? [] : [{ kind: 'source', id: csv, name: 'file of the workspace' }]
    return [...file, { kind: 'matrix', id: sha, kept: false }]
  }
  const found = await findMatrixRecord(parts, sha)
  const { stored, record } = found
  const { window, rows, features } = record
  return [
    ...record.sources.map((id): LineageNode => ({ kind: 'source', id, name: record.source })),
    {
      kind: 'matrix',
      id: sha,
      name: (record.tickers ?? [record.ticker]).join(', '),
      detail: `${rows} rows of ${features.length} features${window ? `, ${window.start} to ${window.end}` : ''}`,
      createdAt: stored.createdAt,
      kept: await isKept(parts, found),
    },
  ]
}

async function isKept(parts: Parts, found: FoundMatrix): Promise<boolean> {
  const uris = await matrixUris(parts, found)
  return (await Promise.all(uris.map((uri) => parts.artifacts.exists(uri)))).every(Boolean)
}

const settings = [
  { kind: 'pack', field: 'pack_sha' },
  { kind: 'indicator_set', field: 'indicator_set_sha' },
  { kind: 'model_config', field: 'model_config_sha' },
  { kind: 'policy', field: 'policy_sha' },
  { kind: 'risk', field: 'risk_sha' },
  { kind: 'parameters', field: 'config_sha' },
  { kind: 'engine', field: 'engine_version' },
] as const

/** The settings that a run was held to, by their hashes, and the version of Sigma. */
export async function settingsNodes(
  { db }: Parts,
  { lineage, policySnapshotSha }: Work,
): Promise<LineageNode[]> {
  const nodes: LineageNode[] = []
  for (const { kind, field } of settings) {
    const id = lineage?.[field]
    if (typeof id !== 'string') continue
    const profile = lineage?.risk_profile
    nodes.push({
      kind,
      id,
      ...(kind === 'risk' && typeof profile === 'string' && { name: profile }),
      ...(kind === 'policy' && {
        kept: policySnapshotSha === id && (await findPolicySnapshot(db, id)) !== undefined,
      }),
    })
  }
  return nodes
}
