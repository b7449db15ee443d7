import type { Command } from 'commander'
import type { TrainBatchAccepted, TrainBatchRequest } from '../contract/types.ts'
import { type FieldError, invalidParam } from '../core/errors.ts'
import type { CliContext } from './context.ts'
import { shownOnly } from './dryRun.ts'
import { follow } from './follow.ts'
import { refuseToDetachEmbedded, type TrainResult, trainWork } from './work.ts'

/** Options of what trains backtests. */
export interface PromotionOptions {
  tag?: string
  force?: boolean
  detach?: boolean
  overrideGate?: boolean
  reason?: string
}

/** The options that say what is to be done where a gate has failed. */
export function overrideOptions(command: Command): Command {
  return command
    .option('--override-gate', 'promote it although its gate failed; needs --tag and --yes, and is kept')
    .option('--reason <text>', 'why the gate is overridden, for whoever reads the audit')
}

/**
 * Trains backtests, follows each job to its end and answers what came of them. Undefined when the request was only shown
 * (`--dry-run`) or left running (`--detach`).
 */
export async function promote(
  context: CliContext,
  from: NonNullable<TrainBatchRequest['jobs'][number]['from']>,
  named: { model_id?: string; pack_id?: string },
  options: PromotionOptions,
): Promise<{ accepted: TrainBatchAccepted; results: TrainResult[] } | undefined> {
  const { tag, force, detach } = options
  const override = overrideField(context, options)
  const body: TrainBatchRequest = { jobs: [{ from, ...named, tag }], override, force }
  if (shownOnly(context, { method: 'POST', path: '/train/batch', body })) return undefined
  if (detach) await refuseToDetachEmbedded(context)
  const accepted = await context.ask((client) => client.POST('/train/batch', { body }))
  for (const warning of accepted.warnings) context.output.note(`note: ${warning}`)
  if (detach) {
    context.output.answer({ ...accepted, detached: true }, () =>
      accepted.job_ids
        .flatMap((id) => [`training ${id} was started`, `watch it with: sigma jobs watch ${id}`])
        .join('\n'),
    )
    return undefined
  }
  const results: TrainResult[] = []
  for (const { job_id: id, deduplicated } of accepted.jobs) {
    await follow(context, 'train', id)
    results.push(await trainWork.fetch(context, id, deduplicated))
  }
  return { accepted, results }
}

/** @throws INVALID_PARAM when it is not said that this is meant, and by which tag it is to be found */
function overrideField(
  { globals }: CliContext,
  { overrideGate, reason, tag }: PromotionOptions,
): TrainBatchRequest['override'] {
  if (!overrideGate) {
    if (reason === undefined) return undefined
    throw invalidParam([{ field: '--reason', issue: 'says why a gate is overridden, and none is' }], {
      next: 'leave it out, or add --override-gate',
    })
  }
  const faults: FieldError[] = []
  if (tag === undefined)
    faults.push({ field: '--tag', issue: 'is missing: a model that its gate refuses has to be found by one' })
  if (!globals.yes)
    faults.push({ field: '--yes', issue: 'is missing: to override a gate has to be confirmed' })
  if (tag === undefined || faults.length > 0) {
    throw invalidParam(faults, { next: 'add --override-gate --tag TAG --yes, and --reason TEXT to say why' })
  }
  return { confirmation: reason ?? 'confirmed with --yes, without a reason', tag }
}
