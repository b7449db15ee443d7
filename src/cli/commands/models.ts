import { Command } from 'commander'
import type { ModelDetail } from '../../contract/types.ts'
import type { CliContext } from '../context.ts'
import { group } from '../group.ts'
import { examples } from '../output/help.ts'
import { listOptions } from '../output/listOptions.ts'
import type { ListFlags, Output } from '../output/output.ts'
import { type PageOptions, pageOptions, readPages } from '../pages.ts'
import { type Entry, flattened, lineWidth, pairs, section } from '../sections.ts'
import { modelOptions, requiredModel } from '../subjectOptions.ts'
import { modelsCard } from './models/card.ts'
import { modelsCards } from './models/cards.ts'
import { modelsCreate } from './models/create.ts'
import { modelsEdit } from './models/edit.ts'
import { modelsPerformance } from './models/performance.ts'
import { modelsRestore, modelsVersions } from './models/versions.ts'

export function models(context: CliContext): Command {
  return group(
    'models',
    list(context),
    show(context),
    modelsCreate(context),
    modelsEdit(context),
    modelsVersions(context),
    modelsRestore(context),
    modelsCards(context),
    modelsCard(context),
    modelsPerformance(context),
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
