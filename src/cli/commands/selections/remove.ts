import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { shownOnly } from '../../dryRun.ts'
import { examples } from '../../output/help.ts'

export function selectionsRemove(context: CliContext): Command {
  return new Command('remove')
    .description('remove a selection; its backtests stay, and the models that were trained from it')
    .argument('<id>', 'id of the selection')
    .addHelpText('after', examples('sigma selections remove ID --dry-run', 'sigma selections remove ID'))
    .action(async (id: string) => {
      if (shownOnly(context, { method: 'DELETE', path: `/selections/${encodeURIComponent(id)}` })) return
      const path = { selection_id: id }
      const answer = await context.ask((client) =>
        client.DELETE('/selections/{selection_id}', { params: { path } }),
      )
      context.output.answer(answer, () => `the selection ${id} was removed`)
    })
}
