import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { examples } from '../../output/help.ts'
import { selectionText } from '../../output/selectionText.ts'
import { selectionOf } from './newest.ts'

export function selectionsShow(context: CliContext): Command {
  return new Command('show')
    .description('one selection with its backtests')
    .argument('[id]', 'id of the selection (default: the newest)')
    .addHelpText('after', examples('sigma selections show', 'sigma selections show ID --json'))
    .action(async (id: string | undefined) => {
      const path = { selection_id: await selectionOf(context, id) }
      const selection = await context.ask((client) =>
        client.GET('/selections/{selection_id}', { params: { path } }),
      )
      context.output.answer(selection, () => selectionText(selection, context.output))
    })
}
