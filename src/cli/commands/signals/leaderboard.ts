import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { type LivePeriodOptions, livePeriodOptions } from '../../livePeriod.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import { liveColumns } from '../../output/liveText.ts'
import type { ListFlags } from '../../output/output.ts'
import { type PageOptions, pageOptions, readPages } from '../../pages.ts'

interface Options extends ListFlags, PageOptions, LivePeriodOptions {
  pack?: string
}

export function signalsLeaderboard(context: CliContext): Command {
  const command = new Command('leaderboard')
    .description('models by live Sharpe ratio, then return, over one period')
    .option('--pack <id>', 'only of this pack')
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
  return listOptions(pageOptions(livePeriodOptions(command)))
}
