import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { examples } from '../../output/help.ts'
import { modelOptions, requiredModel } from '../../subjectOptions.ts'

interface Options {
  model?: string
  pack?: string
  file?: string
}

/** One card as Markdown; as data under --json. */
export function modelsCard(context: CliContext): Command {
  return modelOptions(new Command('card').description('one card of a model as Markdown: its newest'))
    .option('--file <name>', 'another one, by its name in sigma models cards')
    .addHelpText(
      'after',
      examples('sigma models card spx_eq_swing_daily', 'sigma models card spx_eq_swing_daily --json'),
    )
    .action(async (argument: string | undefined, { model, pack, file }: Options) => {
      const query = { model_id: requiredModel(argument, { model }), pack_id: pack, file }
      const card = await context.ask((client) => client.GET('/model_card', { params: { query } }))
      // A card of the earlier backend may be data alone.
      context.output.answer(card, () => card.markdown?.trimEnd() ?? JSON.stringify(card.json, null, 2))
    })
}
