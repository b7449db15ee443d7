import type { OperationId } from '../contract/operations.ts'

/** They take a body, and change nothing. */
const looks: ReadonlySet<string> = new Set<OperationId>([
  'calibrateBrackets',
  'calibrateThresholds',
  'computeIndicator',
  'planSweep',
  'predictScores',
  'previewMatrix',
  'previewMatrixNow',
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

/**
 * Whether an operation leaves a row in the audit. Whoever asks the assistant changes nothing by that: what it carries out is
 * an operation with a row of its own.
 */
export function isWrite(operation: { id: string; method: string }, query: unknown): boolean {
  if (operation.id === 'queryAssistant') return false
  return !isLook(operation) || keeps(query)
}
