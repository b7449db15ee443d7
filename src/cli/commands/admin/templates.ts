import { Command } from 'commander'
import { confirmed } from '../../confirmed.ts'
import type { CliContext } from '../../context.ts'
import { shownOnly } from '../../dryRun.ts'
import { group } from '../../group.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import type { ListFlags } from '../../output/output.ts'
import { agoCell } from '../../output/runTables.ts'
import { type PageOptions, pageOptions, readPages } from '../../pages.ts'

export function adminTemplates(context: CliContext): Command {
  return group('templates', list(context), create(context), edit(context), publish(context))
    .description('templates of models that stand in the store: drafts, and what was published')
    .addHelpText(
      'after',
      examples('sigma admin templates', 'sigma admin templates publish mine_v1 --dry-run'),
    )
}

function list(context: CliContext): Command {
  const command = new Command('list')
    .description('every template, drafts too, with its versions')
    .addHelpText('after', examples('sigma admin templates list', 'sigma admin templates list --json'))
    .action(async (flags: ListFlags & PageOptions) => {
      const body = await readPages(flags, (page) =>
        context.ask((client) => client.GET('/admin/templates', { params: { query: page } })),
      )
      context.output.list(
        body,
        {
          columns: [
            { field: 'template_id', title: 'template', rank: 0 },
            { field: 'pack', rank: 1 },
            { field: 'status', rank: 0 },
            { field: 'template_version', title: 'version', align: 'right', rank: 1 },
            { field: 'source', rank: 2 },
            { field: 'name', rank: 3, clip: true },
            { field: 'updated_at', title: 'changed', rank: 4, show: agoCell },
            { field: 'updated_by', title: 'by', rank: 5 },
          ],
          whenEmpty: 'No templates.',
        },
        flags,
      )
    })
  return listOptions(pageOptions(command))
}

const fileOf = async (path: string) => (await import('../../../host/templateFile.ts')).templateOfFile(path)

function create(context: CliContext): Command {
  return new Command('create')
    .description('keeps a template as a draft, from a file as those of model_templates/ are')
    .argument('<file>', 'YAML with template_id, pack and what else there is')
    .addHelpText(
      'after',
      examples('sigma admin templates create mine.yaml', 'sigma admin templates create mine.yaml --dry-run'),
    )
    .action(async (file: string) => {
      const body = { template: await fileOf(file) }
      if (shownOnly(context, { method: 'POST', path: '/admin/templates', body })) return
      tell(context, await context.ask((client) => client.POST('/admin/templates', { body })))
    })
}

function edit(context: CliContext): Command {
  return new Command('edit')
    .description(
      'changes the fields of a draft that a file names; of one that is published it begins a draft',
    )
    .argument('<template>', 'id of the template')
    .argument('<file>', 'YAML with the fields to change; null takes one away')
    .addHelpText(
      'after',
      examples(
        'sigma admin templates edit mine_v1 change.yaml',
        'sigma admin templates edit mine_v1 change.yaml --dry-run',
      ),
    )
    .action(async (id: string, file: string) => {
      const body = { template: await fileOf(file) }
      const path = `/admin/templates/${encodeURIComponent(id)}`
      if (shownOnly(context, { method: 'PATCH', path, body })) return
      tell(
        context,
        await context.ask((client) =>
          client.PATCH('/admin/templates/{id}', { params: { path: { id } }, body }),
        ),
      )
    })
}

interface Drafted {
  ok: true
  template_id: string
  faults: { field: string; issue: string }[]
}

function tell({ output }: CliContext, drafted: Drafted): void {
  const { template_id: id, faults } = drafted
  output.answer(drafted, () =>
    [`${id} is a draft`, ...faults.map(({ field, issue }) => `  to mend: ${field}: ${issue}`)].join('\n'),
  )
  output.note(faults.length === 0 ? `next: sigma admin templates publish ${id}` : 'it can be published then')
}

function publish(context: CliContext): Command {
  return new Command('publish')
    .description('publishes a draft as the next version, which never changes')
    .argument('<template>', 'id of the template')
    .addHelpText(
      'after',
      examples(
        'sigma admin templates publish mine_v1 --yes',
        'sigma admin templates publish mine_v1 --dry-run',
      ),
    )
    .action(async (id: string) => {
      const path = `/admin/templates/${encodeURIComponent(id)}/publish`
      if (shownOnly(context, { method: 'POST', path })) return
      const answer = await confirmed(context, `publish the template ${id}`, (headers) =>
        context.ask((client) =>
          client.POST('/admin/templates/{id}/publish', { params: { path: { id } }, headers }),
        ),
      )
      context.output.answer(answer, () => `${id} is published, as version ${answer.version}`)
      context.output.note(`make a model: sigma models create --template ${id} --name NAME`)
    })
}
