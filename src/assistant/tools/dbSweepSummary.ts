import { firstCitations, recordCitation } from '../records/addresses.ts'
import { capped } from '../records/capped.ts'
import { findSweep } from '../records/findRecord.ts'
import { recordId } from '../records/params.ts'
import { askTemplate } from '../templates/ask.ts'
import { defineTool } from '../tool.ts'

/** What a sweep came to. */
export const dbSweepSummary = defineTool({
  name: 'db.sweep_summary',
  description:
    'Sums up a sweep by its id: how far it is, how many variants passed their gate, why others did not, the best ones, and the statistics that count how much was tried (deflated Sharpe ratio, probability of overfitting).',
  params: { id: recordId },
  async run({ id }, context) {
    const sweep = await findSweep(context, id)
    const ofSweep = { sweep_id: id }
    const [variants, verdicts, reasons, best] = await Promise.all([
      askTemplate(context, 'sweep_variants', ofSweep),
      askTemplate(context, 'sweep_verdicts', ofSweep),
      askTemplate(context, 'gate_reasons', ofSweep),
      askTemplate(context, 'sweep_best', ofSweep),
    ])
    const { statistics, ...facts } = sweep
    return {
      result: {
        sweep: { ...facts, statistics: capped(statistics) },
        ...{ variants, verdicts, reasons },
        best: best.map(({ config, ...row }) => ({ ...row, config: capped(config) })),
      },
      citations: [
        recordCitation('sweep', id),
        ...firstCitations(
          'backtest',
          best.map(({ run_id }) => run_id),
          3,
        ),
      ],
    }
  },
})
