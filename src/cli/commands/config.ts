import { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { examples } from '../output/help.ts'
import { listOptions } from '../output/listOptions.ts'
import type { ListFlags } from '../output/output.ts'

export function config(context: CliContext): Command {
  const command = new Command('config')
    .addHelpText('after', examples('sigma config', 'sigma config --json'))
    .action(async (flags: ListFlags) => {
      const { effective } = await context.settings()
      context.output.list(
        { ok: true, rows: effective.map((setting) => ({ ...setting })) },
        {
          columns: [
            { field: 'name', title: 'setting', rank: 0 },
            { field: 'value', rank: 0, show: (value) => (value === null ? 'not set' : String(value)) },
            { field: 'origin', title: 'from', rank: 1 },
            { field: 'use', rank: 2 },
          ],
          whenEmpty: 'no settings',
        },
        flags,
      )
    })
  return listOptions(command)
}
