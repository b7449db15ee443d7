import { Command, Option } from 'commander'
import type { CliContext } from '../../context.ts'
import { date } from '../../globals.ts'
import { figure, fixed, percent } from '../../output/format.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import type { ListFlags } from '../../output/output.ts'
import { type PageOptions, pageOptions, readPages } from '../../pages.ts'

interface Options extends ListFlags, PageOptions {
  pack?: string
  model?: string
  risk?: string
  date?: string
  start?: string
  end?: string
  tickers?: string
  status?: string
}

const price = fixed(2)

export function signalsList(context: CliContext): Command {
  const command = new Command('list')
    .description('signals that were kept, newest day first, with what became of each')
    .option('--pack <id>', 'only of this pack')
    .option('--model <id>', 'only of this model')
    .option('--risk <profile>', 'only under this risk profile')
    .option('--date <date>', 'only of this session, YYYY-MM-DD', date)
    .option('--start <date>', 'only from this day on, YYYY-MM-DD', date)
    .option('--end <date>', 'only up to this day, YYYY-MM-DD', date)
    .option('--tickers <list>', 'only in these tickers, comma-separated')
    .addOption(
      new Option('--status <status>', 'only those of which this became').choices([
        'filled',
        'pending',
        'canceled',
        'error',
      ]),
    )
    .addHelpText(
      'after',
      examples('sigma signals list --status pending', 'sigma signals list --model spx_eq_swing_daily --json'),
    )
    .action(async ({ pack, model, risk, date: day, start, end, tickers, status, ...flags }: Options) => {
      const query = {
        pack_id: pack,
        model_id: model,
        risk_profile: risk,
        date: day,
        start,
        end,
        tickers,
        status,
      }
      const body = await readPages(flags, (page) =>
        context.ask((client) => client.GET('/signals', { params: { query: { ...query, ...page } } })),
      )
      context.output.list(
        body,
        {
          columns: [
            { field: 'date', rank: 0 },
            { field: 'model_id', title: 'model', rank: 1 },
            { field: 'ticker', rank: 0 },
            { field: 'side', rank: 0 },
            { field: 'rank', align: 'right', rank: 6 },
            {
              field: 'score',
              align: 'right',
              rank: 5,
              show: (value, row) => figure(value ?? row.score_total),
            },
            { field: 'entry_ref_px', title: 'reference', align: 'right', rank: 2, show: price },
            { field: 'stop_px', title: 'stop', align: 'right', rank: 3, show: price },
            { field: 'target_px', title: 'target', align: 'right', rank: 3, show: price },
            { field: 'status', rank: 0 },
            { field: 'fill_px', title: 'fill', align: 'right', rank: 4, show: price },
            { field: 'pnl', title: 'profit', align: 'right', rank: 4, show: percent },
            { field: 'id', rank: 7 },
          ],
          whenEmpty: 'No signals yet. Raise some with: sigma alerts MODEL, or sigma scan',
        },
        flags,
      )
    })
  return listOptions(pageOptions(command))
}
