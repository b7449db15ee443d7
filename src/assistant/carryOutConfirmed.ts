import { SigmaError } from '../core/errors.ts'
import { takeConfirmation } from '../services/confirmations.ts'
import type { AssistantEvent } from './events.ts'
import type { ProposedKind } from './parts.ts'
import { operationOf } from './proposals/operationOf.ts'
import { nounOf, recordCitation } from './records/addresses.ts'
import type { ToolContext } from './tool.ts'

/**
 * Does what was proposed, for whoever it was proposed to and confirms it.
 *
 * @throws FORBIDDEN where it is not allowed, or the confirmation is not good; and whatever the operation refuses
 */
export async function* carryOutConfirmed(
  confirmation: string,
  { parts, allowsExecution }: ToolContext,
): AsyncGenerator<AssistantEvent, void> {
  if (!allowsExecution) {
    throw new SigmaError('FORBIDDEN', 'a confirmation is sent with allow_execute: true; nothing was done')
  }
  const { kind, payload } = await takeConfirmation(parts, confirmation)
  const operation = operationOf(kind, payload)
  const why = await parts.operations.refusal(operation)
  if (why !== undefined) throw new SigmaError('FORBIDDEN', `nothing was done: ${why}`)
  const answer = await parts.operations.carryOut(operation, payload)
  parts.log.info('assistant carried out', { operation })
  yield { type: 'tool_call', tool: 'pipeline.execute', params: { kind, payload } }
  yield { type: 'tool_result', tool: 'pipeline.execute', result: { started: true, ...answer } }
  for (const id of idsOf(answer)) {
    yield { type: 'token', text: `Started ${nounOf(kind)} ${id}. Watch it with: ${watching(kind, id)}\n` }
    yield { type: 'citation', ...recordCitation(kind, id) }
  }
}

/** The work that an answer of an operation tells of. */
function idsOf({ run_id, sweep_id, job_id, job_ids }: Record<string, unknown>): string[] {
  return [run_id, sweep_id, job_id, job_ids]
    .flat()
    .filter((id) => typeof id === 'string')
    .slice(0, 5)
}

const watching = (kind: ProposedKind, id: string): string =>
  kind === 'sweep'
    ? `sigma sweep watch ${id}`
    : kind === 'train'
      ? `sigma jobs watch ${id}`
      : `sigma runs ${kind} show ${id}`
