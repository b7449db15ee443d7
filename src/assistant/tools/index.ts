import type { Tool } from '../tool.ts'
import { docsSearch } from './docsSearch.ts'
import { pipelineExecute } from './pipelineExecute.ts'
import { pipelineSuggest } from './pipelineSuggest.ts'
import { reportsReadCsv } from './reportsReadCsv.ts'
import { reportsReadXlsx } from './reportsReadXlsx.ts'
import { reportsSearch } from './reportsSearch.ts'

/** Everything that can be looked up, in the order in which it is told. */
export const tools: readonly Tool[] = [
  docsSearch,
  pipelineExecute,
  pipelineSuggest,
  reportsReadCsv,
  reportsReadXlsx,
  reportsSearch,
]
