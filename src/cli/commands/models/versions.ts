import { Command } from 'commander'
import { invalidParam } from '../../../core/errors.ts'
import { changeConfig, editorOf } from '../../changeConfig.ts'
import type { CliContext } from '../../context.ts'
import { whole } from '../../globals.ts'
import { examples } from '../../output/help.ts'
import { listOptions } from '../../output/listOptions.ts'
import type { ListFlags } from '../../output/output.ts'
import { agoCell } from '../../output/runTables.ts'
import { type PageOptions, pageOptions, readPages } from '../../pages.ts'
import { modelOptions, requiredModel } from '../../subjectOptions.ts'

interface Options {
  model?: string
  pack?: string
}

/** What a model's config said, the latest first; or one of them as its file was. */
export function modelsVersions(context: CliContext): Command {
  const command = modelOptions(
    new Command('versions').description("versions of a model's config, the latest first"),
  )
    .option('--show <version>', 'this one as its file was', whole(1))
    .addHelpText(
      'after',
      examples('sigma models versions spx_eq_swing_daily', 'sigma models versions spx_eq_swing_daily --json'),
    )
    .action(
      async (
        argument: string | undefined,
        { model, pack, show, ...flags }: Options & ListFlags & PageOptions & { show?: number },
      ) => {
        const { output } = context
        const query = { model_id: requiredModel(argument, { model }), pack_id: pack }
        if (show !== undefined) {
          const params = { query: { ...query, version: show } }
          const read = await context.ask((client) => client.GET('/model_config', { params }))
          output.answer(read, () => (read.config_yaml ?? '').trimEnd())
          return
        }
        const body = await readPages(flags, (page) =>
          context.ask((client) =>
            client.GET('/model_config/versions', { params: { query: { ...query, ...page } } }),
          ),
        )
        output.list(
          body,
          {
            columns: [
              { field: 'version', align: 'right', rank: 0 },
              { field: 'in_force', title: 'in force', rank: 1 },
              { field: 'created_at', title: 'made', rank: 1, show: agoCell },
              { field: 'created_by', title: 'by', rank: 2 },
              { field: 'changes', title: 'what differs', rank: 0, clip: true, show: changedFields },
              { field: 'config_sha', title: 'sha', rank: 3, clip: true },
            ],
            whenEmpty: `No versions: nothing has changed the config of ${query.model_id}. sigma models edit does.`,
          },
          flags,
        )
      },
    )
  return listOptions(pageOptions(command))
}

function changedFields(value: unknown): string {
  if (!Array.isArray(value)) return ''
  return value.map(({ field }: { field?: unknown }) => String(field)).join(', ')
}

/** Puts a version in force again, as a new one. */
export function modelsRestore(context: CliContext): Command {
  return modelOptions(
    new Command('restore').description("puts an earlier version of a model's config in force again"),
  )
    .option('--to <version>', 'which one (sigma models versions lists them)', whole(1))
    .addHelpText(
      'after',
      examples(
        'sigma models restore spx_eq_swing_daily --to 1',
        'sigma models restore spx_eq_swing_daily --to 1 --dry-run',
      ),
    )
    .action(async (argument: string | undefined, { model, pack, to }: Options & { to?: number }) => {
      if (to === undefined)
        throw invalidParam([{ field: '--to', issue: 'is missing; which version?' }], {
          next: 'sigma models versions MODEL lists them',
        })
      const query = { model_id: requiredModel(argument, { model }), pack_id: pack }
      const params = { query: { ...query, version: to } }
      const { config_yaml } = await context.ask((client) => client.GET('/model_config', { params }))
      await changeConfig(context, { ...query, config_yaml }, editorOf(context))
    })
}
