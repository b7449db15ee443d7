import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import type { ListFlags } from '../../output/output.ts'
import { type PageOptions, pageOptions, readPages } from '../../pages.ts'
import { modelOptions, requiredModel } from '../../subjectOptions.ts'

interface Options extends ListFlags, PageOptions {
  model?: string
  pack?: string
}

/** What was written of a model's builds, trainings and backtests, newest first. */
export function modelsCards(context: CliContext): Command {
  const command = modelOptions(new Command('cards').description("the list of a model's cards, newest first"))
    .addHelpText(
      'after',
      examples('sigma models cards spx_eq_swing_daily', 'sigma models cards spx_eq_swing_daily --json'),
    )
    .action(async (argument: string | undefined, { model, pack, ...flags }: Options) => {
      const query = { model_id: requiredModel(argument, { model }), pack_id: pack }
      const body = await readPages(flags, (page) =>
        context.ask((client) => client.GET('/model_cards', { params: { query: { ...query, ...page } } })),
      )
      context.output.list(
        body,
        {
          columns: [
            { field: 'created_at', title: 'made', rank: 1 },
            { field: 'event', rank: 0 },
            { field: 'file', rank: 0 },
          ],
          whenEmpty: `No cards yet. A build, a training and a backtest each write one: sigma build ${query.model_id}`,
        },
        flags,
      )
    })
  return listOptions(pageOptions(command))
}
