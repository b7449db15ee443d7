import { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { group } from '../group.ts'
import { examples } from '../output/help.ts'
import { listOptions } from '../output/listOptions.ts'
import type { ListFlags } from '../output/output.ts'
import { type PageOptions, pageOptions, readPages } from '../pages.ts'
import { section } from '../sections.ts'
import { templateColumns } from './templates.ts'

type Options = ListFlags & PageOptions

export function packs(context: CliContext): Command {
  return group(
    'packs',
    list(context),
    show(context),
    templatesOf(context),
    indicatorSetsOf(context),
  ).addHelpText('after', examples('sigma packs', 'sigma packs show swingsigma'))
}

function list(context: CliContext): Command {
  const command = new Command('list')
    .description('packs by id, built-in and of the workspace')
    .addHelpText('after', examples('sigma packs', 'sigma packs list --json'))
    .action(async (flags: Options) => {
      const body = await readPages(flags, (page) =>
        context.ask((client) => client.GET('/packs', { params: { query: page } })),
      )
      context.output.list(
        body,
        {
          columns: [
            { field: 'id', title: 'pack', rank: 0 },
            { field: 'source', rank: 2 },
            { field: 'meta.title', rank: 1 },
            { field: 'meta.description', rank: 3, clip: true },
          ],
          whenEmpty: 'No packs; see sigma doctor',
        },
        flags,
      )
    })
  return listOptions(pageOptions(command))
}

function show(context: CliContext): Command {
  return new Command('show')
    .description('one pack with its models, indicator sets and templates')
    .argument('<pack>', 'id of the pack')
    .addHelpText('after', examples('sigma packs show swingsigma', 'sigma packs show zerosigma --json'))
    .action(async (id: string) => {
      const { output } = context
      const body = await context.ask((client) =>
        client.GET('/packs/{pack_id}', { params: { path: { pack_id: id } } }),
      )
      output.answer(body, () => {
        const { pack } = body
        const { title, description } = pack.meta
        return [
          output.paint.bold(typeof title === 'string' ? `${pack.id}: ${title}` : pack.id),
          ...(typeof description === 'string' ? [description.trim()] : []),
          ...section(output.paint, 'models', pack.models),
          ...section(
            output.paint,
            'indicator sets',
            pack.indicator_sets.map(({ name }) => name),
          ),
          ...section(
            output.paint,
            'templates',
            pack.templates.map(({ template_id: template }) => template),
          ),
        ].join('\n')
      })
    })
}

function templatesOf(context: CliContext): Command {
  const command = new Command('templates')
    .description('model templates of one pack')
    .argument('<pack>', 'id of the pack')
    .addHelpText(
      'after',
      examples('sigma packs templates swingsigma', 'sigma packs templates zerosigma --json'),
    )
    .action(async (id: string, flags: Options) => {
      const body = await readPages(flags, (page) =>
        context.ask((client) =>
          client.GET('/packs/{pack_id}/templates', { params: { path: { pack_id: id }, query: page } }),
        ),
      )
      context.output.list(
        body,
        { columns: templateColumns, whenEmpty: `${id} has no templates. All of them: sigma templates` },
        flags,
      )
    })
  return listOptions(pageOptions(command))
}

function indicatorSetsOf(context: CliContext): Command {
  const command = new Command('indicator-sets')
    .description('indicator sets of one pack')
    .argument('<pack>', 'id of the pack')
    .addHelpText(
      'after',
      examples('sigma packs indicator-sets swingsigma', 'sigma packs indicator-sets zerosigma --json'),
    )
    .action(async (id: string, flags: Options) => {
      const body = await readPages(flags, (page) =>
        context.ask((client) =>
          client.GET('/packs/{pack_id}/indicator_sets', { params: { path: { pack_id: id }, query: page } }),
        ),
      )
      context.output.list(
        body,
        {
          columns: [
            { field: 'name', title: 'set', rank: 0 },
            { field: 'scope', rank: 2 },
            { field: 'model_id', title: 'model', rank: 3 },
            { field: 'indicators', align: 'right', rank: 1 },
            { field: 'version', align: 'right', rank: 4 },
          ],
          whenEmpty: `${id} has no indicator sets`,
        },
        flags,
      )
    })
  return listOptions(pageOptions(command))
}
