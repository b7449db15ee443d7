import { sayFiles, sayProposal, saySnippets, sayTable } from './documents.ts'
import {
  sayComparison,
  sayDetail,
  sayFailures,
  sayLineage,
  sayRanking,
  sayRuns,
  saySweep,
  sayTrials,
} from './records.ts'
import type { Shown } from './values.ts'

const sayings = new Map<string, (result: Shown) => string>([
  ['db.compare_runs', sayComparison],
  ['db.gate_failures', sayFailures],
  ['db.leaderboard', sayRanking],
  ['db.lineage', sayLineage],
  ['db.run_detail', sayDetail],
  ['db.runs', sayRuns],
  ['db.sweep_summary', saySweep],
  ['db.trials', sayTrials],
  ['docs.search', saySnippets],
  ['pipeline.execute', sayProposal],
  ['pipeline.suggest', sayProposal],
  ['reports.read_csv', sayTable],
  ['reports.read_xlsx', sayTable],
  ['reports.search', sayFiles],
])

/** What a tool answered, in plain words and with its figures. */
export function say(tool: string, result: Shown): string {
  return sayings.get(tool)?.(result) ?? ''
}
