import { Command, Option } from 'commander'
import type { RequestBody } from '../../../contract/operations.ts'
import { invalidParam } from '../../../core/errors.ts'
import type { CliContext } from '../../context.ts'
import { assets, type CreateOptions, cadences, horizons } from '../../createOptions.ts'
import { shownOnly } from '../../dryRun.ts'
import type { Prompts } from '../../guide/prompts.ts'
import { examples } from '../../output/help.ts'

export function modelsCreate(context: CliContext): Command {
  return new Command('create')
    .description('a model in the workspace, from a template or from ticker, asset, horizon and cadence')
    .option('--template <id>', 'template to start from (sigma templates lists them)')
    .option('--name <text>', 'name of the model made from a template')
    .option('--risk <profile>', 'risk profile: conservative, balanced or aggressive')
    .option('--ticker <symbol>', 'ticker of the model')
    .addOption(new Option('--asset <kind>', 'what is traded (default: opt)').choices(assets))
    .addOption(new Option('--horizon <name>', 'default: 0dte').choices(horizons))
    .addOption(new Option('--cadence <name>', 'default: hourly').choices(cadences))
    .addOption(new Option('--algo <name>', 'how it learns (default: gbm)').choices(['gbm', 'xgb']))
    .option('--variant <word>', 'word at the end of the id, to tell it from others')
    .option('--pack <id>', "pack to make it in (default: the template's, else that of the horizon)")
    .option('--indicator-set <name>', "indicator set to use (default: the pack's)")
    .addHelpText('after', '\nOn a terminal, without --template and --ticker, it asks for what it needs.')
    .addHelpText(
      'after',
      examples(
        'sigma models create --template swing_index_sample_v1 --name spx_mine',
        'sigma models create --ticker QQQ --asset eq --horizon swing --cadence daily --dry-run',
      ),
    )
    .action(async (options: CreateOptions) => createModel(context, options, promptsOf))
}

/** Who is asked; undefined where nobody can be. */
type Asker = (context: CliContext) => Promise<Prompts | undefined>

const promptsOf: Asker = async ({ globals, output, signal }) => {
  if (output.json || !process.stdin.isTTY || !process.stderr.isTTY) return undefined
  const { terminalPrompts } = await import('../../guide/terminalPrompts.ts')
  return terminalPrompts(signal, globals.color && !process.env.NO_COLOR)
}

/** Makes a model of what is given, or of what is answered where neither a template nor a ticker is. */
export async function createModel(context: CliContext, given: CreateOptions, asker: Asker): Promise<void> {
  const { output } = context
  const isNamed = given.template !== undefined || given.ticker !== undefined
  const prompts = isNamed ? undefined : await asker(context)
  const options = prompts === undefined ? given : await answersOf(context, given, prompts)
  const body = createRequest(options)
  if (shownOnly(context, { method: 'POST', path: '/models', body })) return
  const made = await context.ask((client) => client.POST('/models', { body }))
  output.answer(made, () =>
    [
      `made ${made.model_id}${made.pack_id === undefined ? '' : ` in pack ${made.pack_id}`}`,
      ...(made.path ? [`  ${made.path}`] : []),
    ].join('\n'),
  )
  for (const warning of made.warnings ?? []) output.note(`note: ${warning}`)
  output.note(`next: sigma models show ${made.model_id}`)
}

async function answersOf(
  context: CliContext,
  given: CreateOptions,
  prompts: Prompts,
): Promise<CreateOptions> {
  const { askForModel, repeatedBy } = await import('../../modelQuestions.ts')
  const answers = await askForModel(context, given, prompts)
  context.output.note(`repeat it with: ${repeatedBy(answers)}`)
  return answers
}

/** @throws INVALID_PARAM when neither a template nor a ticker is named, or a template without a name. */
export function createRequest(options: CreateOptions): RequestBody<'createModel'> {
  const { template, ticker, asset, risk, pack, indicatorSet, ...same } = options
  if (template === undefined && ticker === undefined) {
    throw invalidParam([{ field: '--template', issue: 'is missing; give --template, or --ticker' }], {
      next: 'sigma templates lists the templates',
    })
  }
  if (template !== undefined && options.name === undefined) {
    throw invalidParam([{ field: '--name', issue: 'is missing; a model made from a template needs one' }], {
      next: `sigma models create --template ${template} --name NAME`,
    })
  }
  return {
    template_id: template,
    ticker,
    asset_type: asset,
    risk_profile: risk,
    pack_id: pack,
    indicator_set_name: indicatorSet,
    ...same,
  }
}
