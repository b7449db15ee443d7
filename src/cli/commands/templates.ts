import { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { examples } from '../output/help.ts'
import { listOptions } from '../output/listOptions.ts'
import type { ListFlags } from '../output/output.ts'
import type { Column } from '../output/table.ts'
import { type PageOptions, pageOptions, readPages } from '../pages.ts'

interface Options extends ListFlags, PageOptions {
  pack?: string
  horizon?: string
  cadence?: string
  search?: string
}

export const templateColumns: Column[] = [
  { field: 'template_id', title: 'template', rank: 0 },
  { field: 'pack', rank: 1 },
  { field: 'horizon', rank: 2 },
  { field: 'cadence', rank: 2 },
  { field: 'template_version', title: 'version', align: 'right', rank: 4 },
  { field: 'name', rank: 3, clip: true },
]

export function templates(context: CliContext): Command {
  const command = new Command('templates')
    .option('--pack <id>', 'only of this pack')
    .option('--horizon <name>', 'only of this horizon: 0dte, intraday, swing or long')
    .option('--cadence <name>', 'only of this cadence: 5m, 15m, hourly or daily')
    .option('--search <words>', 'only with these words in id, name or description')
    .addHelpText('after', examples('sigma templates', 'sigma templates --horizon swing --cadence daily'))
    .action(async ({ pack, horizon, cadence, search, ...flags }: Options) => {
      const body = await readPages(flags, (page) =>
        context.ask((client) =>
          client.GET('/model_templates', {
            params: { query: { pack, horizon, cadence, q: search, ...page } },
          }),
        ),
      )
      context.output.list(
        body,
        { columns: templateColumns, whenEmpty: 'No such template. All of them: sigma templates' },
        flags,
      )
      const [first] = body.rows
      if (first)
        context.output.note(`make a model: sigma models create --template ${first.template_id} --name NAME`)
    })
  return listOptions(pageOptions(command))
}
