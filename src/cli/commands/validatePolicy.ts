import { Command } from 'commander'
import type { PolicyExplain } from '../../contract/types.ts'
import type { CliContext } from '../context.ts'
import { exitCodes } from '../exitCodes.ts'
import { examples } from '../output/help.ts'
import type { Output } from '../output/output.ts'
import { flattened, lineWidth, pairs, section } from '../sections.ts'
import { modelOptions, requiredModel } from '../subjectOptions.ts'

interface Options {
  model?: string
  pack?: string
}

export function validatePolicy(context: CliContext): Command {
  const command = new Command('validate-policy')
  return modelOptions(command)
    .addHelpText(
      'after',
      examples('sigma validate-policy spx_eq_swing_daily', 'sigma validate-policy spx_eq_swing_daily --json'),
    )
    .action(async (argument: string | undefined, options: Options) => {
      const query = { model_id: requiredModel(argument, options), pack_id: options.pack }
      const body = await context.ask((client) => client.GET('/validate_policy', { params: { query } }))
      context.output.answer(body, () => explained(body, context.output))
      if (!body.valid) context.exitWith(exitCodes.negative)
    })
}

/** What a policy means when it is run, and what is wrong with it. */
export function explained(body: PolicyExplain, output: Output): string {
  const { paint } = output
  const width = lineWidth(output)
  const { schema_errors: schemaErrors, checks, risk_profile: profile } = body
  const verdict = body.valid ? paint.green('valid') : paint.red('not valid')
  const version = body.version == null ? '' : `, version ${body.version}`
  return [
    `${verdict}${version}${body.path ? `, ${body.path}` : ''}`,
    ...section(paint, 'schema errors', schemaErrors),
    ...section(paint, 'failed checks', checks.errors),
    ...section(paint, 'warnings', checks.warnings),
    ...section(paint, 'effective execution', pairs(flattened(body.execution_effective), width)),
    ...section(
      paint,
      `risk budget${profile ? ` (${profile})` : ''}`,
      pairs(flattened(body.risk_budget), width),
    ),
  ].join('\n')
}
