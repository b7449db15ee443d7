import { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { exitCodes } from '../exitCodes.ts'
import { examples } from '../output/help.ts'
import { listOptions } from '../output/listOptions.ts'
import { statusMark } from '../output/marks.ts'
import type { ListFlags } from '../output/output.ts'

interface Options extends ListFlags {
  model?: string
  pack?: string
  ticker?: string
}

export function health(context: CliContext): Command {
  const command = new Command('health')
    .option('--model <id>', 'what this model needs')
    .option('--pack <id>', 'what the models of this pack need')
    .option('--ticker <symbol>', 'ticker to look for')
    .addHelpText('after', examples('sigma health', 'sigma health --json'))
    .action(async ({ model, pack, ticker, ...flags }: Options) => {
      const { output } = context
      const query = { model_id: model, pack_id: pack, ticker }
      const body = await context.ask((client) => client.GET('/healthz', { params: { query } }))
      if (output.json) output.answer(body, () => '')
      else {
        const rows = Object.entries(body.checks).map(([check, found]) => ({ check, ...found }))
        output.list(
          { rows },
          {
            columns: [
              {
                field: 'status',
                rank: 0,
                show: (_, row) => statusMark(body.checks[String(row.check)].status, output.paint),
              },
              { field: 'check', rank: 0 },
              { field: 'value', rank: 0 },
              { field: 'message', rank: 0 },
            ],
            whenEmpty: 'the backend checked nothing',
          },
          flags,
        )
        output.note(body.healthy ? 'healthy' : 'not healthy; sigma doctor says what to do')
      }
      if (!body.healthy) context.exitWith(exitCodes.negative)
    })
  return listOptions(command)
}
