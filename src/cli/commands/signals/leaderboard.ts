import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { date } from '../../globals.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import { liveColumns } from '../../output/liveText.ts'
import type { ListFlags } from '../../output/output.ts'
import { type PageOptions, pageOptions, readPages } from '../../pages.ts'

interface Options extends ListFlags, PageOptions {
  pack?: string
  risk?: string
  start?: string
  end?: string
}

export function signalsLeaderboard(context: CliContext): Command {
  const command = new Command('leaderboard')
    .description('models by live Sharpe ratio, then return, over one period')
    .option('--pack <id>', 'only of this pack')
    .option('--risk <profile>', 'only under this risk profile')
    .option('--start <date>', 'first day, YYYY-MM-DD (default: 30 days before the end)', date)
    .option('--end <date>', 'last day, YYYY-MM-DD (default: today)', date)
    .addHelpText(
      'after',
      examples(
        'sigma signals leaderboard',
        'sigma signals leaderboard --start 2020-04-01 --end 2020-04-17 --json',
      ),
    )
    .action(async ({ pack, risk, start, end, ...flags }: Options) => {
      const query = { pack_id: pack, risk_profile: risk, start, end }
      const body = await readPages(flags, (page) =>
        context.ask((client) =>
          client.GET('/signals/leaderboard', { params: { query: { ...query, ...page } } }),
        ),
      )
      const { output } = context
      const whenEmpty = 'No signals in the period. Another one: --start and --end'
      output.list(body, { columns: liveColumns(output.paint), whenEmpty }, flags)
    })
  return listOptions(pageOptions(command))
}
