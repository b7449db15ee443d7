import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { count } from '../../output/format.ts'
import { examples } from '../../output/help.ts'
import { sweepText } from '../../output/sweepText.ts'

export function sweepShow(context: CliContext): Command {
  return new Command('show')
    .description('one sweep: how far it is, and its best rows')
    .argument('<sweep>', 'id of the sweep')
    .addHelpText('after', examples('sigma sweep show ID', 'sigma sweep show ID --json'))
    .action(async (id: string) => {
      const path = { sweep_id: id }
      const { output } = context
      const detail = await context.ask((client) => client.GET('/sweeps/{sweep_id}', { params: { path } }))
      const { sweep, results, passed, statistics } = detail
      output.answer(detail, () => {
        const { status, progress, error, timings } = sweep
        const total = progress?.total ?? results.length
        const rows = sweepText(
          {
            ok: true,
            sweep_id: id,
            status,
            rows: results,
            passed,
            total,
            limit: results.length,
            offset: 0,
            next_offset: null,
            statistics,
            timings,
          },
          output,
        )
        const state = [
          `${sweep.model_id}: ${status}`,
          progress ? `${count(progress.completed)} of ${count(progress.total)} variants done` : '',
        ]
        return [
          state.filter(Boolean).join(', '),
          ...ofProfile(sweep.spec.from_profile),
          ...(error ? [error.message] : []),
          ...(sweep.waiting ? [`it waits: ${sweep.waiting.reason}`, `next: ${sweep.waiting.next}`] : []),
          rows,
        ].join('\n')
      })
    })
}

/** @param fields what the sweep did not name, and its risk profile did */
function ofProfile(fields: unknown): string[] {
  return Array.isArray(fields) ? [`${fields.join(', ')}: sweep_overrides of its risk profile`] : []
}
