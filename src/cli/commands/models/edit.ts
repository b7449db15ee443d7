import { Command } from 'commander'
import { invalidParam, SigmaError } from '../../../core/errors.ts'
import { changeConfig, type Editing, editorOf, lookAt } from '../../changeConfig.ts'
import type { CliContext } from '../../context.ts'
import { type Assignment, assignment, fieldPath, withFields } from '../../fieldPaths.ts'
import { examples } from '../../output/help.ts'
import { modelOptions, requiredModel } from '../../subjectOptions.ts'

interface Options {
  model?: string
  pack?: string
  set?: Assignment[]
  unset?: string[][]
}

/** Changes a model's config, and keeps the version of before. */
export function modelsEdit(context: CliContext): Command {
  return modelOptions(new Command('edit').description("changes a model's config, and keeps a version of it"))
    .option('--set <path=value>', 'a field and its value, as JSON or as text (may be repeated)', assignment)
    .option('--unset <path>', 'a field to take away (may be repeated)', fieldPath)
    .addHelpText(
      'after',
      '\nWithout --set and --unset it opens the config in $VISUAL or $EDITOR. On a terminal it shows what differs, and asks.',
    )
    .addHelpText(
      'after',
      examples(
        'sigma models edit spx_eq_swing_daily --set hyperparams.n_estimators=200',
        'sigma models edit spx_eq_swing_daily --set calibration=sigmoid --unset notes --dry-run',
      ),
    )
    .action((argument: string | undefined, options: Options) =>
      editModel(context, argument, options, editorOf(context)),
    )
}

/** @throws INVALID_PARAM when nothing is named, and nobody can be shown the config */
export async function editModel(
  context: CliContext,
  argument: string | undefined,
  { set, unset, ...model }: Options,
  editing: Editing | undefined,
): Promise<void> {
  const query = { model_id: requiredModel(argument, model), pack_id: model.pack }
  if (set === undefined && unset === undefined && editing === undefined)
    throw invalidParam(
      [{ field: 'models edit', issue: 'names nothing to change, and there is no terminal' }],
      {
        next: 'name a field, such as --set hyperparams.max_depth=3',
      },
    )
  const read = await context.ask((client) => client.GET('/model_config', { params: { query } }))
  const body = { ...query, expected_sha: read.config_sha }
  if (set !== undefined || unset !== undefined || editing === undefined) {
    const config = withFields(read.config, { ...(set && { set }), ...(unset && { unset }) })
    return changeConfig(context, { ...body, config }, editing)
  }
  const before = read.config_yaml ?? ''
  const text = await editedUntilRight(context, before, body, editing)
  if (text === before) return context.output.note('nothing was changed')
  return changeConfig(context, { ...body, config_yaml: text }, editing)
}

/** Opens the editor again, as long as whoever edits wants to mend what is wrong. */
async function editedUntilRight(
  context: CliContext,
  before: string,
  body: { model_id: string },
  editing: Editing,
): Promise<string> {
  for (let text = before; ; ) {
    text = await editing.edit(text, `${body.model_id}.yaml`)
    if (text === before) return text
    try {
      await lookAt(context, { ...body, config_yaml: text })
      return text
    } catch (error) {
      if (!(error instanceof SigmaError) || error.code !== 'INVALID_PARAM') throw error
      context.output.warn(error.message)
      if (!(await editing.agrees('Edit it again?'))) throw error
    }
  }
}
