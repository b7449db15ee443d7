import { findLineage, type LineageNode } from '../../services/lineage.ts'
import { listCitation } from '../records/addresses.ts'
import { recordId } from '../records/params.ts'
import { defineTool } from '../tool.ts'

/** How much of what a record is made of is shown, and of what was made of it. */
const mostParts = 50
const mostMade = 20

/** What the shas by which a result is found again are of. */
const shas = {
  matrix_sha: 'matrix',
  config_sha: 'parameters',
  policy_sha: 'policy',
  risk_sha: 'risk',
} as const

/** From where a record comes. */
export const dbLineage = defineTool({
  name: 'db.lineage',
  description:
    'Tells from where a run or a matrix comes, and what was made of it: the data, the shas of matrix, config, policy and risk, the pack, the engine, trainings and files.',
  params: { id: recordId.describe('the id of a run, or the sha of a matrix') },
  async run({ id }, { parts }) {
    const { self, madeOf, made, madeTotal } = await findLineage(parts, id)
    return {
      result: {
        self,
        shas: Object.fromEntries(
          Object.entries(shas).map(([name, kind]) => [name, idOf(kind, [self, ...madeOf])]),
        ),
        made_of: madeOf.slice(0, mostParts),
        made_of_total: madeOf.length,
        made: made.slice(0, mostMade),
        made_total: madeTotal,
      },
      citations: [listCitation(`/lineage/${encodeURIComponent(id)}`, `the lineage of ${id}`, {})],
    }
  },
})

const idOf = (kind: LineageNode['kind'], nodes: readonly LineageNode[]): string | null =>
  nodes.find((node) => node.kind === kind)?.id ?? null
