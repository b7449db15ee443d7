import { Command } from 'commander'
import type { LineageNode } from '../../contract/types.ts'
import type { CliContext } from '../context.ts'
import { count } from '../output/format.ts'
import { examples } from '../output/help.ts'
import { type Entry, lineWidth, pairs, section } from '../sections.ts'

/** The chain from bars over matrix and model to backtests, both ways from one of its links. */
export function lineage(context: CliContext): Command {
  return new Command('lineage')
    .argument('<run>', 'id of a build, training, backtest, sweep or signal, or the hash of a matrix')
    .addHelpText('after', examples('sigma lineage ID', 'sigma lineage ID --json'))
    .action(async (id: string) => {
      const { output } = context
      const chain = await context.ask((client) => client.GET('/lineage/{id}', { params: { path: { id } } }))
      const width = lineWidth(output)
      output.answer(chain, () => {
        const { self, made_of: madeOf, made, made_total: total } = chain
        const rest = total - made.length
        return [
          `${self.kind.replaceAll('_', ' ')} ${nodeText(self)}`,
          ...section(output.paint, 'made of', pairs(madeOf.map(entry), width)),
          ...section(output.paint, 'what was made of it', [
            ...pairs(made.map(entry), width),
            ...(rest > 0 ? [`and ${count(rest)} more`] : []),
            ...(total === 0 ? ['nothing yet'] : []),
          ]),
        ].join('\n')
      })
    })
}

const entry = (node: LineageNode): Entry => [node.kind.replaceAll('_', ' '), nodeText(node)]

/** The id first, since it is what other commands take. */
function nodeText({ id, name, detail, status, created_at, kept }: LineageNode): string {
  return [id, name, status, detail, created_at?.slice(0, 10), kept === false ? 'not kept' : null]
    .filter((part) => part !== null && part !== undefined)
    .join(', ')
}
