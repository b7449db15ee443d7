import { z } from 'zod'
import { proposedKinds } from '../parts.ts'
import { firstCitations, listCitation, nounOf, pageOf } from '../records/addresses.ts'
import { chosenBy } from '../records/params.ts'
import { askTemplate } from '../templates/ask.ts'
import { defineTool, rowLimit } from '../tool.ts'

const templates = {
  build: 'newest_builds',
  train: 'newest_trainings',
  backtest: 'newest_backtests',
  sweep: 'newest_sweeps',
} as const

/** What was done lately. */
export const dbRuns = defineTool({
  name: 'db.runs',
  description:
    'Lists the newest builds, trainings, backtests or sweeps, also those that run or failed. Take it for "the last run", for what is under way, and to find the id of a run.',
  params: {
    kind: z.enum(proposedKinds),
    model_id: chosenBy.model_id,
    pack_id: chosenBy.pack_id,
    status: z.enum(['queued', 'running', 'completed', 'failed', 'canceled']).optional(),
    tag: chosenBy.tag,
    limit: rowLimit(10, 50),
  },
  async run({ kind, ...chosen }, context) {
    const { limit, ...filter } = chosen
    const [rows, [{ runs: total }]] = await Promise.all([
      askTemplate(context, templates[kind], { ...filter, limit }),
      askTemplate(context, 'count_runs', { kind, ...filter }),
    ])
    return {
      result: {
        kind,
        rows,
        total,
      },
      citations: [
        listCitation(pageOf(kind), `the newest ${nounOf(kind)}s`, filter),
        ...firstCitations(
          kind,
          rows.map(({ id }) => id),
        ),
      ],
    }
  },
})
