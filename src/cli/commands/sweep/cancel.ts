import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { shownOnly } from '../../dryRun.ts'
import { count } from '../../output/format.ts'
import { examples } from '../../output/help.ts'

export function sweepCancel(context: CliContext): Command {
  return new Command('cancel')
    .description('stop a sweep; its finished rows stay')
    .argument('<sweep>', 'id of the sweep')
    .addHelpText('after', examples('sigma sweep cancel ID', 'sigma sweep cancel ID --dry-run'))
    .action(async (id: string) => {
      if (shownOnly(context, { method: 'POST', path: `/sweeps/${encodeURIComponent(id)}/cancel` })) return
      const path = { sweep_id: id }
      const answer = await context.ask((client) =>
        client.POST('/sweeps/{sweep_id}/cancel', { params: { path } }),
      )
      const { completed, total } = answer.progress
      context.output.answer(
        answer,
        () => `sweep ${id} is being stopped; ${count(completed)} of ${count(total)} variants are done`,
      )
    })
}
