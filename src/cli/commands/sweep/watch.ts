import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { follow } from '../../follow.ts'
import { examples } from '../../output/help.ts'
import { sweepWork } from '../../work.ts'
import { printSweep } from './run.ts'

export function sweepWatch(context: CliContext): Command {
  return new Command('watch')
    .description('follow a sweep to its end, then show it')
    .argument('<sweep>', 'id of the sweep')
    .addHelpText('after', examples('sigma sweep watch ID', 'sigma sweep watch ID --json'))
    .action(async (id: string) => {
      await follow(context, 'sweep', id)
      const { deduplicated: _, ...result } = await sweepWork.fetch(context, id, false)
      printSweep(context, result)
    })
}
