import { findLineage } from '../../services/lineage.ts'
import { listCitation } from '../records/addresses.ts'
import { recordId } from '../records/params.ts'
import { defineTool } from '../tool.ts'

/** How much of what was made of a record is shown. */
const mostMade = 20

/** From where a record comes. */
export const dbLineage = defineTool({
  name: 'db.lineage',
  description:
    'Tells from where a run or a matrix comes, and what was made of it: the data, the shas of matrix, config, policy and risk, the pack, the engine, trainings and files.',
  params: { id: recordId.describe('the id of a run, or the sha of a matrix') },
  async run({ id }, { parts }) {
    const { self, madeOf, made, madeTotal } = await findLineage(parts, id)
    return {
      result: { self, made_of: madeOf, made: made.slice(0, mostMade), made_total: madeTotal },
      citations: [listCitation(`/lineage/${encodeURIComponent(id)}`, `the lineage of ${id}`, {})],
    }
  },
})
