import { Command, Option } from 'commander'
import type { CliContext } from '../context.ts'
import type { MakeOptions } from '../make/runMake.ts'
import { examples } from '../output/help.ts'

export function make(context: CliContext): Command {
  return new Command('make')
    .argument('[words...]', 'targets, and variables as NAME=VALUE')
    .option('-n, --just-print', 'print the commands and run none')
    .option('-s, --silent', 'do not print the commands that are run')
    .option('-k, --keep-going', 'go on with the next target when one fails')
    .option('-C, --directory <dir>', 'the workspace, as with make')
    .addOption(new Option('--no-print-directory', 'taken for the sake of scripts').hideHelp())
    .addHelpText(
      'after',
      `\nVariables come from the line, else the environment, else the defaults of the Makefile.\nOld scripts go on behind: alias make='sigma make'`,
    )
    .addHelpText(
      'after',
      examples(
        'sigma make',
        'sigma make leaderboard PACK_ID=swingsigma LIMIT=5',
        'sigma make -n pipeline MODEL_ID=m START=2020-01-01 END=2020-12-31',
      ),
    )
    .action(async (words: string[], options: MakeOptions) => {
      const { runMake } = await import('../make/runMake.ts')
      await runMake(context, words, options)
    })
}
