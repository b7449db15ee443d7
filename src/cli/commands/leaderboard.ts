import { Command, Option } from 'commander'
import type { CliContext } from '../context.ts'
import { exitCodes } from '../exitCodes.ts'
import { orders } from '../orders.ts'
import { examples } from '../output/help.ts'
import { listOptions } from '../output/listOptions.ts'
import type { ListFlags } from '../output/output.ts'
import { leaderboardColumns } from '../output/runTables.ts'
import { type PageOptions, pageOptions, readPages } from '../pages.ts'
import { type RunFilterOptions, rankedFilterOptions, runFilters } from '../runFilters.ts'

interface Options extends ListFlags, PageOptions, RunFilterOptions {
  risk?: string
  passGate?: boolean
  orderBy?: (typeof orders)[number]
  asOfRun?: boolean
  requireGate?: boolean
}

export function leaderboard(context: CliContext): Command {
  const command = new Command('leaderboard')
    .addHelpText(
      'after',
      examples(
        'sigma leaderboard --pass-gate',
        'sigma leaderboard --model spx_eq_swing_daily --order-by sharpe --json',
      ),
    )
    .action(async (flags: Options) => {
      const { status: _, ...filters } = runFilters(flags)
      const query = {
        ...filters,
        risk_profile: flags.risk,
        pass_gate: flags.passGate,
        order_by: flags.orderBy,
        as_of_run: flags.asOfRun,
      }
      const body = await readPages(flags, (page) =>
        context.ask((client) => client.GET('/leaderboard', { params: { query: { ...query, ...page } } })),
      )
      const { output } = context
      output.list(body, { columns: leaderboardColumns(output.paint), whenEmpty: whenEmpty(flags) }, flags)
      if (flags.requireGate && !body.rows.some(({ gate }) => gate?.pass)) {
        output.annotate('error', 'gate', 'no run shown passed its gate')
        context.exitWith(exitCodes.negative)
      }
    })
  rankedFilterOptions(command)
    .option('--risk <profile>', 'only runs of this risk profile')
    .option('--pass-gate', 'only runs that passed their gate')
    .addOption(new Option('--order-by <what>', 'what ranks the runs (default: score)').choices(orders))
    .option('--as-of-run', 'judge each run by the trials known when it ran')
    .option('--require-gate', 'exit 4 when no run shown passed its gate')
  return listOptions(pageOptions(command))
}

function whenEmpty({ passGate }: Options): string {
  return passGate
    ? 'No run passed its gate. Without --pass-gate: those that did not, and why'
    : 'No backtests yet. Run some with: sigma sweep MODEL'
}
