import type { OperationId } from '../contract/operations.ts'

/** They take a body, and change nothing. What the assistant carries out is an operation of its own. */
const looks: ReadonlySet<string> = new Set<OperationId>([
  'calibrateBrackets',
  'calibrateThresholds',
  'computeIndicator',
  'planSweep',
  'predictScores',
  'previewMatrix',
  'previewMatrixNow',
  'queryAssistant',
  'runDiagnostics',
  'verifyArtifacts',
])

/** Whether an operation only reads, but for what a query of it has kept. */
export function isLook({ id, method }: { id: string; method: string }): boolean {
  return method.toUpperCase() === 'GET' || looks.has(id)
}

/** What is drawn can be stored with its run. */
export function keeps(query: unknown): boolean {
  return typeof query === 'object' && query !== null && 'keep' in query && String(query.keep) !== 'false'
}

/** Whether an operation leaves a row in the audit. */
export function isWrite(operation: { id: string; method: string }, query: unknown): boolean {
  return !isLook(operation) || keeps(query)
}
