import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { shownOnly } from '../../dryRun.ts'
import { backtestId, type RankedBy } from '../../leaderboardRow.ts'
import { examples } from '../../output/help.ts'
import { selectionText } from '../../output/selectionText.ts'

export function selectionsAdd(context: CliContext): Command {
  return new Command('add')
    .description('keep backtests as a selection; whether a gate passes is asked when it is trained')
    .argument('<backtest...>', 'ids of backtests, or numbers of rows of the leaderboard')
    .option('--model <id>', 'rows are numbered as on the leaderboard of this model')
    .option('--pack <id>', 'rows are numbered as on the leaderboard of this pack')
    .addHelpText(
      'after',
      examples('sigma selections add ID ID2', 'sigma selections add 1 2 --model spx_eq_swing_daily --json'),
    )
    .action(async (named: string[], ranked: RankedBy) => {
      const ids: string[] = []
      for (const one of named) ids.push(await backtestId(context, one, ranked))
      const body = { items: ids.map((id) => ({ backtest_id: id })) }
      if (shownOnly(context, { method: 'POST', path: '/selections', body })) return
      const kept = await context.ask((client) => client.POST('/selections', { body }))
      const { output } = context
      output.answer(kept, () =>
        [selectionText(kept, output), `train it with: sigma selections train ${kept.selection_id}`].join(
          '\n',
        ),
      )
    })
}
