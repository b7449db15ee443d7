import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { follow } from '../../follow.ts'
import { examples } from '../../output/help.ts'
import { trainText } from '../../output/trainText.ts'
import { trainWork } from '../../work.ts'

export function jobsWatch(context: CliContext): Command {
  return new Command('watch')
    .description('follow a training job to its end, then show its model')
    .argument('<job>', 'id of the job')
    .addHelpText('after', examples('sigma jobs watch ID', 'sigma jobs watch ID --json'))
    .action((id: string) => watchJob(context, id))
}

/** Follows a training and prints what came of it. */
export async function watchJob(context: CliContext, id: string): Promise<void> {
  await follow(context, 'train', id)
  const { deduplicated: _, ...run } = await trainWork.fetch(context, id, false)
  context.output.answer(run, () => trainText(run, context.output))
}
