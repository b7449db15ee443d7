import type { OperationId } from './operations.ts'

/** Operations of the contract that answer 501 NOT_IMPLEMENTED; sorted, and only ever fewer. */
export const unserved: readonly string[] = [
  'calibrateBrackets',
  'calibrateThresholds',
  'createAlerts',
  'createIndicatorSet',
  'createOptionsOverlay',
  'getExpirations',
  'getModelPerformance',
  'getSignalSummary',
  'listAdminIndicatorSets',
  'listAudit',
  'listIndicatorSets',
  'listOptionSignals',
  'listSignalLeaderboard',
  'listSignals',
  'putIndicatorSet',
  'putModelConfig',
  'queryAssistant',
  'runScan',
  'tailLogs',
  'updateModel',
] satisfies readonly OperationId[]
