import { firstCitations } from '../records/addresses.ts'
import { findSweep } from '../records/findRecord.ts'
import { chosenBy, recordId } from '../records/params.ts'
import { askTemplate } from '../templates/ask.ts'
import { defineTool, rowLimit } from '../tool.ts'

/** What was tried. */
export const dbTrials = defineTool({
  name: 'db.trials',
  description:
    'Tells how many trials the statistics count for a model or sweep, which is what deflated Sharpe ratios are deflated by, and the newest of them.',
  params: {
    sweep_id: recordId.optional().describe('only of this sweep'),
    model_id: chosenBy.model_id,
    limit: rowLimit(10, 50),
  },
  async run({ limit, ...chosen }, context) {
    if (chosen.sweep_id !== undefined) await findSweep(context, chosen.sweep_id)
    const [ledgers, rows] = await Promise.all([
      askTemplate(context, 'trial_counts', chosen),
      askTemplate(context, 'newest_trials', { ...chosen, limit }),
    ])
    return {
      result: { ledgers, rows },
      citations: [
        { path: 'docs/guide/statistics.md', title: 'Statistics' },
        ...firstCitations(
          'backtest',
          rows.map(({ run_id }) => run_id),
          3,
        ),
      ],
    }
  },
})
