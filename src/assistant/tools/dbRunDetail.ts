import { recordCitation } from '../records/addresses.ts'
import { capped } from '../records/capped.ts'
import { failuresOf } from '../records/failure.ts'
import { findRecord } from '../records/findRecord.ts'
import { recordId } from '../records/params.ts'
import { defineTool } from '../tool.ts'

/** All that is kept of one run. */
export const dbRunDetail = defineTool({
  name: 'db.run_detail',
  description:
    'Tells all of one build, training, backtest or sweep by its id: settings, metrics, statistics, the gate with its reasons, lineage, and the error of one that failed.',
  params: { id: recordId },
  async run({ id }, context) {
    const { kind, row } = await findRecord(context, id)
    const failures = failuresOf(row.gate)
    const shown = Object.fromEntries(Object.entries(row).map(([name, value]) => [name, capped(value)]))
    return {
      result: { run: { kind, ...shown, ...(failures.length > 0 && { failures }) } },
      citations: [recordCitation(kind, id)],
    }
  },
})
