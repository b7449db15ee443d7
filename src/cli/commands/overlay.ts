import { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { examples } from '../output/help.ts'
import { overlayList } from './overlay/list.ts'
import { overlayRun } from './overlay/run.ts'

/** Without a subcommand it lays options over signals, so that `sigma overlay MODEL` is enough. */
export function overlay(context: CliContext): Command {
  return new Command('overlay')
    .addCommand(overlayRun(context), { isDefault: true })
    .addCommand(overlayList(context))
    .addHelpText('after', '\nHow contracts are chosen: sigma overlay run --help')
    .addHelpText(
      'after',
      examples('sigma overlay spy_eq_swing_daily --source synthetic --dry-run', 'sigma overlay list'),
    )
}
