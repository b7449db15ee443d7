import { Command, Option } from 'commander'
import type { CliContext } from '../context.ts'
import { whole } from '../globals.ts'
import type { GuideOptions } from '../guide/guide.ts'
import { examples } from '../output/help.ts'

export function guide(context: CliContext): Command {
  return new Command('guide')
    .option('--answers <file>', 'take every answer from this file, and ask nothing')
    .addOption(new Option('--resume', 'go on with the run that was stopped').conflicts('answers'))
    .option('--script <file>', 'write the whole run as a shell script there')
    .option('--threads <n>', 'worker threads (default: the cores)', whole(1))
    .addHelpText(
      'after',
      '\nOn a terminal, Esc goes back a question and Ctrl-C stops; what was answered is kept in the workspace.',
    )
    .addHelpText(
      'after',
      examples(
        'sigma guide --answers answers.yaml --script run.sh',
        'sigma guide --answers answers.yaml --dry-run',
      ),
    )
    .action(async (options: GuideOptions) => {
      // Its questions and its steps are loaded when they are used.
      const { guided } = await import('../guide/guide.ts')
      await guided(context, options)
    })
}
