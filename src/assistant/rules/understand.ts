import type { Asked } from './asked.ts'
import { command, nextStep, settings, start } from './intents/commands.ts'
import { change, freeSql, optionsOverlay, pathOutside, signals } from './intents/declined.ts'
import { definitionsList, documents, queryOf } from './intents/documents.ts'
import { files, namedFile } from './intents/files.ts'
import { newest, ranking } from './intents/lists.ts'
import { compared, detail, gateFailure, lineage, sweepSummary, trials } from './intents/records.ts'
import type { Step } from './step.ts'

/** Each says what answers a question, or that it is none of its own. The first that does is taken. */
const rules: readonly ((asked: Asked) => Step | undefined)[] = [
  // What is declined comes first, whatever else it looks like.
  freeSql,
  pathOutside,
  change,
  start,
  nextStep,
  command,
  namedFile,
  compared,
  lineage,
  gateFailure,
  trials,
  sweepSummary,
  detail,
  optionsOverlay,
  signals,
  files,
  ranking,
  newest,
  definitionsList,
  settings,
  documents,
]

/** What a question is answered by. Where nothing fits the documents are searched. */
export function understand(asked: Asked): Step {
  for (const rule of rules) {
    const step = rule(asked)
    if (step) return isOfModels(step) && asked.unknownModel !== undefined ? noModel(asked.unknownModel) : step
  }
  return { do: 'search', query: queryOf(asked.text) }
}

/** Whether another model's figures or command could be taken for those of the one that was named. */
const isOfModels = (step: Step): boolean =>
  step.do === 'newest' || (step.do === 'call' && /^(?:db|pipeline)\./.test(step.tool))

const noModel = (text: string): Step => ({
  do: 'decline',
  text: `${text}${text.endsWith('?') ? '' : '.'} "sigma models list" shows those that there are.`,
  citations: [{ path: 'docs/commands/models.md', title: 'sigma models' }],
})
