import { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { examples } from '../output/help.ts'
import { signalsExport } from './signals/export.ts'
import { signalsImport } from './signals/import.ts'

/** What became of signals. */
export function signals(context: CliContext): Command {
  return new Command('signals')
    .addCommand(signalsExport(context))
    .addCommand(signalsImport(context))
    .addHelpText(
      'after',
      examples('sigma signals export --out signals_log.csv', 'sigma signals import fills.csv'),
    )
}
