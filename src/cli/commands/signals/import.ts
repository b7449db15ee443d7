import { Command } from 'commander'
import type { FillsAnswer } from '../../../contract/types.ts'
import type { CliContext } from '../../context.ts'
import { shownOnly } from '../../dryRun.ts'
import { plural } from '../../output/format.ts'
import { examples } from '../../output/help.ts'
import { requestPath } from '../../workspacePath.ts'

/** Rows named below the answer at most. */
const named = 10

export function signalsImport(context: CliContext): Command {
  return new Command('import')
    .description('what became of signals, from CSV; the same file again changes nothing')
    .argument('<file>', 'columns as sigma signals export writes them')
    .addHelpText(
      'after',
      examples('sigma signals import fills.csv', 'sigma signals import fills.csv --dry-run'),
    )
    .action(async (file: string) => {
      const body = { csv: requestPath(context.workspace, file) }
      if (shownOnly(context, { method: 'POST', path: '/signals/fills', body })) return
      const answer = await context.ask((client) => client.POST('/signals/fills', { body }))
      context.output.answer(answer, () => importedText(answer))
    })
}

function importedText({ rows, changed, unmatched }: FillsAnswer): string {
  const left = unmatched.length - named
  return [
    `${plural(rows, 'row')}, ${changed} of them new or changed`,
    ...unmatched
      .slice(0, named)
      .map(({ where, ticker, why }) => `note: ${where} (${ticker}) is kept without a signal: ${why}`),
    ...(left > 0 ? [`and ${left} more without a signal`] : []),
  ].join('\n')
}
