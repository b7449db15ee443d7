import type { Tool } from '../tool.ts'
import { dbCompareRuns } from './dbCompareRuns.ts'
import { dbGateFailures } from './dbGateFailures.ts'
import { dbLeaderboard } from './dbLeaderboard.ts'
import { dbLineage } from './dbLineage.ts'
import { dbRunDetail } from './dbRunDetail.ts'
import { dbRuns } from './dbRuns.ts'
import { dbSweepSummary } from './dbSweepSummary.ts'
import { dbTrials } from './dbTrials.ts'
import { docsSearch } from './docsSearch.ts'
import { pipelineExecute } from './pipelineExecute.ts'
import { pipelineSuggest } from './pipelineSuggest.ts'
import { reportsReadCsv } from './reportsReadCsv.ts'
import { reportsReadXlsx } from './reportsReadXlsx.ts'
import { reportsSearch } from './reportsSearch.ts'

/** Everything that can be looked up, in the order in which it is told. */
export const tools: readonly Tool[] = [
  dbCompareRuns,
  dbGateFailures,
  dbLeaderboard,
  dbLineage,
  dbRunDetail,
  dbRuns,
  dbSweepSummary,
  dbTrials,
  docsSearch,
  pipelineExecute,
  pipelineSuggest,
  reportsReadCsv,
  reportsReadXlsx,
  reportsSearch,
]
