import { Command, Option } from 'commander'
import type { RequestBody } from '../../contract/operations.ts'
import type { ModelDetail } from '../../contract/types.ts'
import { invalidParam } from '../../core/errors.ts'
import type { CliContext } from '../context.ts'
import { shownOnly } from '../dryRun.ts'
import { group } from '../group.ts'
import { examples } from '../output/help.ts'
import { listOptions } from '../output/listOptions.ts'
import type { ListFlags, Output } from '../output/output.ts'
import { type PageOptions, pageOptions, readPages } from '../pages.ts'
import { type Entry, flattened, lineWidth, pairs, section } from '../sections.ts'
import { modelOptions, requiredModel } from '../subjectOptions.ts'
import { modelsCard } from './models/card.ts'
import { modelsCards } from './models/cards.ts'

export function models(context: CliContext): Command {
  return group(
    'models',
    list(context),
    show(context),
    create(context),
    modelsCards(context),
    modelsCard(context),
  ).addHelpText('after', examples('sigma models', 'sigma models show spx_eq_swing_daily'))
}

function list(context: CliContext): Command {
  const command = new Command('list')
    .description('models of one pack, or of every pack')
    .option('--pack <id>', 'only of this pack')
    .option('--search <text>', 'only with this text in the id')
    .addHelpText('after', examples('sigma models', 'sigma models list --pack swingsigma --json'))
    .action(
      async ({ pack, search, ...flags }: ListFlags & PageOptions & { pack?: string; search?: string }) => {
        const body = await readPages(flags, (page) =>
          context.ask((client) =>
            client.GET('/models', { params: { query: { pack_id: pack, search, ...page } } }),
          ),
        )
        context.output.list(
          body,
          {
            columns: [
              { field: 'id', title: 'model', rank: 0 },
              { field: 'pack_id', title: 'pack', rank: 1 },
              { field: 'ticker', rank: 2 },
              { field: 'asset_type', title: 'asset', rank: 4 },
              { field: 'horizon', rank: 3 },
              { field: 'cadence', rank: 3 },
              { field: 'source', rank: 5 },
              { field: 'needs', title: 'needs beside bars', rank: 6, show: shownNeeds },
            ],
            whenEmpty:
              'No such model. Make one with: sigma models create --template ID (sigma templates lists them)',
          },
          flags,
        )
      },
    )
  return listOptions(pageOptions(command))
}

/** Not every source holds it. */
function shownNeeds(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : ''
}

function show(context: CliContext): Command {
  const command = new Command('show').description('config, indicators, policy and risk budget of one model')
  return modelOptions(command)
    .addHelpText(
      'after',
      examples('sigma models show spx_eq_swing_daily', 'sigma models show spx_eq_swing_daily --json'),
    )
    .action(async (argument: string | undefined, options: { model?: string; pack?: string }) => {
      const { output } = context
      const query = { model_id: requiredModel(argument, options), pack_id: options.pack }
      const body = await context.ask((client) => client.GET('/model_detail', { params: { query } }))
      output.answer(body, () => detailLines({ ...query, ...body }, output).join('\n'))
    })
}

function detailLines(model: ModelDetail, output: Output): string[] {
  const { paint } = output
  const { indicators = [], indicator_set: set, risk_profile: profile } = model
  const source = model.policy_source === 'missing' ? 'missing' : `of the ${model.policy_source}`
  const specs = indicators.map(({ name, params }) => [name, paramsText(params)] as const)
  const under = (heading: string, entries: readonly Entry[]): string[] =>
    section(paint, heading, pairs(entries, lineWidth(output)))
  return [
    paint.bold(`${model.model_id}${inPack(model, ', pack')}`),
    ...section(paint, 'config', model.config_yaml.trimEnd().split('\n')),
    ...under(`indicators${set ? ` of ${set}` : ''} (${indicators.length})`, specs),
    ...under(
      `policy (${source}, ${model.policy_valid ? 'valid' : 'not valid'})`,
      flattened(model.policy ?? {}),
    ),
    ...section(paint, 'faults of the policy', model.policy_errors),
    ...under('effective execution', flattened(model.execution_effective)),
    ...under(`risk budget${profile ? ` (${profile})` : ''}`, flattened(model.risk_budget)),
  ]
}

/** The earlier backend does not say which pack it was. */
function inPack({ pack_id: pack }: { pack_id?: string }, before: string): string {
  return pack === undefined ? '' : `${before} ${pack}`
}

function paramsText(params: Readonly<Record<string, unknown>> = {}): string {
  return (
    Object.entries(params)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ') || 'defaults'
  )
}

interface CreateOptions {
  template?: string
  name?: string
  risk?: string
  ticker?: string
  asset?: 'opt' | 'eq'
  horizon?: '0dte' | 'intraday' | 'swing' | 'long'
  cadence?: '5m' | '15m' | 'hourly' | 'daily'
  algo?: string
  variant?: string
  pack?: string
  indicatorSet?: string
}

function create(context: CliContext): Command {
  return new Command('create')
    .description('a model in the workspace, from a template or from ticker, asset, horizon and cadence')
    .option('--template <id>', 'template to start from (sigma templates lists them)')
    .option('--name <text>', 'name of the model made from a template')
    .option('--risk <profile>', 'risk profile: conservative, balanced or aggressive')
    .option('--ticker <symbol>', 'ticker of the model')
    .addOption(new Option('--asset <kind>', 'what is traded (default: opt)').choices(['opt', 'eq']))
    .addOption(new Option('--horizon <name>', 'default: 0dte').choices(['0dte', 'intraday', 'swing', 'long']))
    .addOption(new Option('--cadence <name>', 'default: hourly').choices(['5m', '15m', 'hourly', 'daily']))
    .addOption(new Option('--algo <name>', 'how it learns (default: gbm)').choices(['gbm', 'xgb']))
    .option('--variant <word>', 'word at the end of the id, to tell it from others')
    .option('--pack <id>', "pack to make it in (default: the template's, else that of the horizon)")
    .option('--indicator-set <name>', "indicator set to use (default: the pack's)")
    .addHelpText(
      'after',
      examples(
        'sigma models create --template swing_index_sample_v1 --name spx_mine',
        'sigma models create --ticker QQQ --asset eq --horizon swing --cadence daily --dry-run',
      ),
    )
    .action(async (options: CreateOptions) => {
      const { output } = context
      const body = createRequest(options)
      if (shownOnly(context, { method: 'POST', path: '/models', body })) return
      const made = await context.ask((client) => client.POST('/models', { body }))
      output.answer(made, () =>
        [`made ${made.model_id}${inPack(made, ' in pack')}`, ...(made.path ? [`  ${made.path}`] : [])].join(
          '\n',
        ),
      )
      for (const warning of made.warnings ?? []) output.note(`note: ${warning}`)
      output.note(`next: sigma models show ${made.model_id}`)
    })
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
