import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { date } from '../../globals.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import type { ListFlags } from '../../output/output.ts'
import { type PageOptions, pageOptions, readPages } from '../../pages.ts'
import { optionSignalColumns, withContracts } from './columns.ts'

interface Options extends ListFlags, PageOptions {
  model?: string
  pack?: string
  date?: string
  start?: string
  end?: string
  tickers?: string
  expiry?: string
  contract?: string
}

export function overlayList(context: CliContext): Command {
  const command = new Command('list')
    .description('options that were laid over signals, newest day first')
    .option('--model <id>', 'only signals of this model')
    .option('--pack <id>', 'only signals of this pack')
    .option('--date <date>', 'only signals of this day, YYYY-MM-DD', date)
    .option('--start <date>', 'only signals from this day on, YYYY-MM-DD', date)
    .option('--end <date>', 'only signals up to this day, YYYY-MM-DD', date)
    .option('--tickers <list>', 'only these underlyings, comma-separated')
    .option('--expiry <date>', 'only what expires on this day, YYYY-MM-DD', date)
    .option('--contract <symbol>', 'only this contract, such as O:SPY240621C00540000')
    .addHelpText('after', examples('sigma overlay list', 'sigma overlay list --tickers SPY,QQQ --csv'))
    .action(async (flags: Options) => {
      const { model, pack, contract, date, start, end, tickers, expiry } = flags
      const filter = { date, start, end, tickers, expiry }
      const query = { ...filter, model_id: model, pack_id: pack, occ_symbol: contract }
      const body = await readPages(flags, (page) =>
        context.ask((client) => client.GET('/option_signals', { params: { query: { ...query, ...page } } })),
      )
      const { output } = context
      output.list(
        output.json ? body : { ...body, rows: body.rows.map(withContracts) },
        {
          columns: optionSignalColumns,
          whenEmpty: 'No options of signals. Lay some over the signals of a day with: sigma overlay MODEL',
        },
        flags,
      )
    })
  return listOptions(pageOptions(command))
}
