import { Command } from 'commander'
import type { Answer, RequestBody } from '../../contract/operations.ts'
import type { Policy } from '../../contract/types.ts'
import { invalidParam, SigmaError } from '../../core/errors.ts'
import type { CliContext } from '../context.ts'
import { differenceLines } from '../difference.ts'
import { shownOnly } from '../dryRun.ts'
import { type ExecutionOptions, executionFields, executionOptions } from '../executionOptions.ts'
import { exitCodes } from '../exitCodes.ts'
import { whole } from '../globals.ts'
import { examples } from '../output/help.ts'
import { flattened, lineWidth, pairs, section } from '../sections.ts'
import { modelOptions, requiredModel } from '../subjectOptions.ts'
import { explained } from './validatePolicy.ts'

interface Options {
  model?: string
  pack?: string
}

export function policy(context: CliContext): Command {
  return new Command('policy')
    .addCommand(show(context))
    .addCommand(explain(context))
    .addCommand(set(context))
    .addHelpText(
      'after',
      examples(
        'sigma policy show spx_eq_swing_daily',
        'sigma policy set spx_eq_swing_daily --slippage-bps 2 --dry-run',
      ),
    )
}

function show(context: CliContext): Command {
  return (
    modelOptions(new Command('show').description('the policy in force, or an earlier one'))
      // --version tells that of Sigma, wherever it stands.
      .option('--stored <number>', 'a stored version', whole(1))
      .option('--sha <hash>', "instead of a version: the policy_sha of a run's lineage")
      .addHelpText(
        'after',
        examples('sigma policy show spx_eq_swing_daily', 'sigma policy show spx_eq_swing_daily --json'),
      )
      .action(async (argument: string | undefined, options: Options & { stored?: number; sha?: string }) => {
        const { output } = context
        const query = {
          model_id: requiredModel(argument, options),
          pack_id: options.pack,
          version: options.stored,
          policy_sha: options.sha,
        }
        const body = await context.ask((client) => client.GET('/policy', { params: { query } }))
        const origin = [
          body.version == null ? undefined : `version ${body.version}`,
          body.source && `of the ${body.source}`,
        ]
        output.answer(body, () =>
          [
            output.paint.bold([query.model_id, ...origin.filter(Boolean)].join(', ')),
            ...section(output.paint, 'policy', pairs(flattened(body.policy), lineWidth(output))),
          ].join('\n'),
        )
      })
  )
}

function explain(context: CliContext): Command {
  return modelOptions(
    new Command('explain').description('what the policy means when it is run; exit 4 when not valid'),
  )
    .addHelpText(
      'after',
      examples('sigma policy explain spx_eq_swing_daily', 'sigma policy explain spx_eq_swing_daily --json'),
    )
    .action(async (argument: string | undefined, options: Options) => {
      const query = { model_id: requiredModel(argument, options), pack_id: options.pack }
      const body = await context.ask((client) => client.GET('/policy/explain', { params: { query } }))
      context.output.answer(body, () => explained(body, context.output))
      if (!body.valid) context.exitWith(exitCodes.negative)
    })
}

function set(context: CliContext): Command {
  const command = modelOptions(
    new Command('set').description('changes execution settings, as a new version of the policy'),
  )
  return executionOptions(command)
    .addHelpText(
      'after',
      examples(
        'sigma policy set spx_eq_swing_daily --slippage-bps 2 --dry-run',
        'sigma policy set spx_eq_swing_daily --size-by-conf --conf-cap 0.8',
      ),
    )
    .action(async (argument: string | undefined, options: Options & ExecutionOptions) => {
      const { output } = context
      const modelId = requiredModel(argument, options)
      const wanted = given(executionFields(options))
      if (Object.keys(wanted).length === 0) {
        throw invalidParam([{ field: 'policy set', issue: 'names nothing to change' }], {
          next: 'name a setting, such as --slippage-bps 2; sigma policy set --help lists them',
        })
      }
      const { policy: before, version } = await currentPolicy(context, modelId, options.pack)
      const body = setRequest(before, wanted, { modelId, packId: options.pack })
      if (body === undefined) {
        output.answer(
          { ok: true, version, changes: [] },
          () => 'the policy says so already; nothing was written',
        )
        return
      }
      if (shownOnly(context, { method: 'PUT', path: '/policy', body })) return
      const stored = await context.ask((client) => client.PUT('/policy', { body }))
      output.answer(stored, () => difference(stored).join('\n'))
      output.note(`next: sigma policy explain ${modelId}`)
    })
}

/** The policy in force, or an empty one for a model that has none yet. */
async function currentPolicy(context: CliContext, modelId: string, packId: string | undefined) {
  try {
    const query = { model_id: modelId, pack_id: packId }
    return await context.ask((client) => client.GET('/policy', { params: { query } }))
  } catch (error) {
    // An unknown model is refused by the write that follows.
    if (error instanceof SigmaError && error.code === 'NOT_FOUND') {
      return { policy: { risk: {}, execution: {}, alerting: {} }, version: null }
    }
    throw error
  }
}

/**
 * The whole policy with its execution settings changed, to be stored as a new version; undefined when nothing differs.
 * Some policies have their keys below `policy`; they keep their shape.
 */
export function setRequest(
  before: Policy,
  wanted: Readonly<Record<string, unknown>>,
  { modelId, packId }: { modelId: string; packId: string | undefined },
): RequestBody<'putPolicy'> | undefined {
  const inner = isObject(before.policy) ? before.policy : before
  const execution = isObject(inner.execution) ? inner.execution : {}
  if (Object.entries(wanted).every(([name, value]) => execution[name] === value)) return undefined
  const changed = { ...inner, execution: { ...execution, ...wanted } }
  return {
    model_id: modelId,
    ...(packId !== undefined && { pack_id: packId }),
    policy: inner === before ? changed : { ...before, policy: changed },
  }
}

function difference({ version, changes }: Answer<'putPolicy'>): string[] {
  return [`version ${version}`, ...differenceLines(changes)]
}

function given(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
