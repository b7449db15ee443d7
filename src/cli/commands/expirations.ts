import { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { date, whole } from '../globals.ts'
import { examples } from '../output/help.ts'
import { listOptions } from '../output/listOptions.ts'
import type { ListFlags } from '../output/output.ts'

interface Options extends ListFlags {
  weeks?: number
  start?: string
  source?: string
}

/** More than this is no plan. */
const mostWeeks = 200

export function expirations(context: CliContext): Command {
  const command = new Command('expirations')
    .argument('<ticker>', 'underlying, such as SPY')
    .option('--weeks <n>', 'how many (default: 12)', whole(1, mostWeeks))
    .option('--start <date>', 'from this day on, YYYY-MM-DD (default: today)', date)
    .option('--source <name>', 'where chains are looked up (default: polygon, where there is a key)')
    .addHelpText(
      'after',
      examples(
        'sigma expirations SPY --weeks 4 --source synthetic',
        'sigma expirations SPY --start 2025-04-14 --weeks 2 --json',
      ),
    )
    .action(async (ticker: string, flags: Options) => {
      const { weeks, start, source } = flags
      const query = { ticker, weeks, start, source }
      const body = await context.ask((client) => client.GET('/options/expirations', { params: { query } }))
      const { output, globals } = context
      if (globals.json && !globals.jsonl) {
        output.answer(body, () => '')
        return
      }
      output.list(
        { rows: body.expirations },
        {
          columns: [
            { field: 'date', rank: 0 },
            { field: 'monthly', rank: 1, show: (value) => (value === true ? 'monthly' : 'weekly') },
            { field: 'has_chain', title: 'chain', rank: 0, show: chainCell },
            { field: 'count', title: 'contracts', align: 'right', rank: 1 },
          ],
          whenEmpty: 'No expirations.',
        },
        flags,
      )
    })
  return listOptions(command)
}

/** Whether a chain is listed; a dash where the source can't tell. */
function chainCell(value: unknown): string {
  if (value === null) return '-'
  return value === true ? 'listed' : 'none'
}
