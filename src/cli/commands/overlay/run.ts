import { Command, Option } from 'commander'
import type { OverlayAnswer, OverlayRequest } from '../../../contract/types.ts'
import type { CliContext } from '../../context.ts'
import { shownOnly } from '../../dryRun.ts'
import { date, positive, share, whole } from '../../globals.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import type { ListFlags } from '../../output/output.ts'
import { overlayText } from '../../output/overlayText.ts'
import { modelOptions, requiredModel } from '../../subjectOptions.ts'
import { optionSignalColumns, withContracts } from './columns.ts'

interface Options extends ListFlags {
  model?: string
  pack?: string
  date?: string
  expiry?: string
  dte?: number
  vertical?: boolean
  width?: number
  side?: 'call' | 'put'
  delta?: number
  minOi?: number
  minVolume?: number
  maxSpread?: number
  limit?: number
  source?: string
  riskProfile?: string
  parityCsv?: boolean
}

export function overlayRun(context: CliContext): Command {
  const command = new Command('run')
    .description(
      "choose options for a day's stock signals of a model, and keep them; an equal one is kept once",
    )
    .option('--date <date>', 'day of the signals, YYYY-MM-DD (default: today)', date)
    .addOption(new Option('--expiry <date>', 'day on which the options expire').argParser(date))
    .addOption(
      new Option('--dte <days>', "expiry nearest to so many days ahead (default: the policy's, else 30)")
        .argParser(whole(0))
        .conflicts('expiry'),
    )
    .option('--vertical', 'also sell a strike further out of the money')
    .addOption(
      new Option('--width <price>', "distance of the strikes of a vertical (default: the policy's)")
        .argParser(positive)
        .implies({ vertical: true }),
    )
    .addOption(
      new Option('--side <type>', 'instead of calls for long and puts for short signals').choices([
        'call',
        'put',
      ]),
    )
    .option('--delta <share>', "size of the delta of what is bought (default: the policy's)", share)
    .option('--min-oi <n>', "fewest open contracts, 0 for no limit (default: the policy's)", whole(0))
    .option(
      '--min-volume <n>',
      "fewest contracts traded the session before, 0 for no limit (default: the profile's)",
      whole(0),
    )
    .option('--max-spread <share>', "widest spread, as a share of the mid (default: the profile's)", positive)
    .option('--limit <n>', 'signals at most, by rank (default: 100)', whole(1))
    .option('--source <name>', "where chains, quotes and bars come from (default: the model's)")
    .option('--risk-profile <name>', 'profile whose limits hold')
    .option('--parity-csv', 'write what became of each signal and its options to live_data/MODEL/')
    .addHelpText(
      'after',
      examples(
        'sigma overlay spy_eq_swing_daily --date 2024-06-03 --source synthetic --dry-run',
        'sigma overlay spy_eq_swing_daily --vertical --width 5 --dte 30 --dry-run',
      ),
    )
    .action(async (model: string | undefined, options: Options) => {
      const body = overlayRequest(requiredModel(model, options), options)
      if (shownOnly(context, { method: 'POST', path: '/options_overlay', body })) return
      const asked = context.ask((client) => client.POST('/options_overlay', { body }))
      show(context, await context.output.during('choosing contracts', asked), options)
    })
  return listOptions(modelOptions(command))
}

function show({ output, globals }: CliContext, answer: OverlayAnswer, flags: ListFlags): void {
  const rows = answer.option_signals ?? []
  if (globals.json && !globals.jsonl) output.answer(answer, () => '')
  else {
    const whenEmpty = 'No signal got options.'
    output.list(
      { rows: output.json ? rows : rows.map(withContracts) },
      { columns: optionSignalColumns, whenEmpty },
      flags,
    )
  }
  for (const line of overlayText(answer)) output.note(line)
}

function overlayRequest(model: string, options: Options): OverlayRequest {
  return {
    model_id: model,
    pack_id: options.pack,
    date: options.date,
    expiry: options.expiry,
    dte_target: options.dte,
    option_mode: options.vertical ? 'vertical' : undefined,
    spread_width: options.width,
    side_override: options.side,
    target_delta: options.delta,
    min_oi: options.minOi,
    min_volume: options.minVolume,
    spread_pct_max: options.maxSpread,
    limit: options.limit,
    source: options.source,
    risk_profile: options.riskProfile,
    write_parity_csv: options.parityCsv,
  }
}
