import { operations } from '../../contract/generated/operations.ts'
import type { OperationId } from '../../contract/operations.ts'
import type { Scope } from '../../services/apiTokens.ts'
import { isLook } from '../looks.ts'

/** Asked by whoever runs a server, to see whether it is there. */
const open: ReadonlySet<OperationId> = new Set(['getLiveness', 'getReadiness'])

const trains: ReadonlySet<OperationId> = new Set([
  'cancelTrainJob',
  'retryTrainJob',
  'submitTrainBatch',
  'trainModel',
])

/** They read or remove every file of the workspace, or tell what everybody did. */
const administers: ReadonlySet<OperationId> = new Set(['collectArtifacts', 'listAudit', 'verifyArtifacts'])

/** What a token has to have for an operation; null where it needs none. */
export function scopeOf(id: string): Scope | null {
  if (!isOperation(id)) throw new Error(`the contract has no operation ${id}`)
  const { method, path } = operations[id]
  if (open.has(id)) return null
  if (path.startsWith('/admin/') || administers.has(id)) return 'admin'
  if (trains.has(id)) return 'train'
  return isLook({ id, method }) ? 'read' : 'write'
}

function isOperation(id: string): id is OperationId {
  return Object.hasOwn(operations, id)
}
