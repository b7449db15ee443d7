import { Command } from 'commander'
import { invalidParam } from '../../core/errors.ts'
import { changedFields, compareRuns } from '../compareRuns.ts'
import type { CliContext } from '../context.ts'
import { compareText } from '../output/compareText.ts'
import { examples } from '../output/help.ts'
import { backtestWork } from '../work.ts'

const atMost = 5

export function compare(context: CliContext): Command {
  return new Command('compare')
    .argument('<run...>', 'ids of backtests; the rows of a sweep are backtests too')
    .addHelpText('after', examples('sigma compare ID ID2', 'sigma compare ID ID2 --json'))
    .action(async (ids: string[]) => {
      checkIds(ids)
      const runs = await Promise.all(ids.map((id) => backtestWork.fetch(context, id, false)))
      const comparison = compareRuns(runs)
      const answer = {
        ok: true,
        runs: runs.map(({ run_id, model_id, status, created_at, tag, verdict, gate }) => ({
          run_id,
          model_id,
          status,
          created_at,
          tag,
          verdict,
          gate,
        })),
        ...comparison,
        changed: {
          config: changedFields(comparison.config),
          lineage: changedFields(comparison.lineage),
          metrics: changedFields(comparison.metrics),
        },
      }
      context.output.answer(answer, () => compareText(runs, comparison, context.output))
    })
}

function checkIds(ids: readonly string[]): void {
  const next = 'sigma runs backtest and sigma sweep results list the runs'
  if (ids.length < 2 || ids.length > atMost) {
    throw invalidParam([{ field: 'RUN', issue: `expected two to ${atMost} runs, got ${ids.length}` }], {
      next,
    })
  }
  const twice = ids.find((id, place) => ids.indexOf(id) !== place)
  if (twice !== undefined) throw invalidParam([{ field: 'RUN', issue: `${twice} is named twice` }], { next })
}
