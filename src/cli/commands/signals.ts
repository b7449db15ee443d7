import type { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { group } from '../group.ts'
import { examples } from '../output/help.ts'
import { signalsExport } from './signals/export.ts'
import { signalsImport } from './signals/import.ts'
import { signalsLeaderboard } from './signals/leaderboard.ts'
import { signalsList } from './signals/list.ts'
import { signalsSummary } from './signals/summary.ts'

/** What models decided, and what became of it. */
export function signals(context: CliContext): Command {
  return group(
    'signals',
    signalsList(context),
    signalsSummary(context),
    signalsLeaderboard(context),
    signalsImport(context),
    signalsExport(context),
  ).addHelpText(
    'after',
    examples('sigma signals', 'sigma signals leaderboard --start 2024-05-01 --end 2024-05-31'),
  )
}
