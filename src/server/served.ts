import type { OperationId } from '../contract/operations.ts'

/** The operations that each file of `routes/` serves: known without loading it. */
export const served = {
  admin: ['getQuotas', 'updateQuotas', 'getQuotaUsage', 'listAdminAudit'],
  artifacts: ['listArtifacts', 'getArtifact', 'verifyArtifacts', 'collectArtifacts'],
  backtests: [
    'createBacktest',
    'listBacktests',
    'getBacktest',
    'streamBacktest',
    'runBacktestNow',
    'listBacktestRuns',
  ],
  dashboard: ['getDashboard'],
  health: ['getRoot', 'getHealth', 'checkHealth', 'getLiveness', 'getReadiness', 'getDocs', 'getOpenapi'],
  indicators: ['getIndicators', 'getIndicatorStatus', 'getIndicator', 'computeIndicator', 'getIndicatorSet'],
  leaderboard: ['listLeaderboard'],
  lineage: ['getLineage'],
  matrix: [
    'buildMatrix',
    'previewMatrix',
    'getMatrix',
    'buildMatrixNow',
    'buildStockMatrixNow',
    'previewMatrixNow',
    'listBuildRuns',
    'getBuildRun',
    'streamBuildRun',
  ],
  models: ['listModels', 'createModel', 'getModelDetail', 'getModelConfig', 'listModelCards', 'getModelCard'],
  packs: ['listPacks', 'getPack', 'listPackTemplates', 'listPackIndicatorSets', 'listModelTemplates'],
  policy: ['getPolicy', 'putPolicy', 'explainPolicy', 'validatePolicy'],
  predict: ['predictScores'],
  reports: ['getReport'],
  selections: ['listSelections', 'createSelection', 'getSelection', 'deleteSelection'],
  sweeps: [
    'startSweep',
    'planSweep',
    'listSweeps',
    'getSweep',
    'getSweepStatus',
    'listSweepResults',
    'listSweepLogs',
    'streamSweep',
    'cancelSweep',
    'resumeSweep',
    'runSweepNow',
  ],
  trainings: [
    'trainModel',
    'submitTrainBatch',
    'listTrainJobs',
    'getTrainJob',
    'streamTrainJob',
    'cancelTrainJob',
    'retryTrainJob',
    'listTrainingRuns',
    'getTrainingRun',
  ],
} as const satisfies Record<string, readonly OperationId[]>

/** The operations of one of them. */
export type Served<File extends keyof typeof served> = (typeof served)[File][number]
