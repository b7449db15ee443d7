import { SigmaError } from '../../core/errors.ts'
import { offerConfirmation } from '../../services/confirmations.ts'
import type { Proposal } from '../events.ts'
import type { Payload, ProposedKind } from '../parts.ts'
import type { ToolContext } from '../tool.ts'
import { commandOf } from './commandOf.ts'
import { makeLineOf } from './makeLineOf.ts'
import { operationOf, requestOf } from './operationOf.ts'
import { summaryOf } from './summaryOf.ts'

/**
 * What could be done, with every way to do it. Nothing is done.
 *
 * @throws INVALID_PARAM as the operation itself would, FORBIDDEN for what the assistant never proposes
 */
export async function propose(
  { parts: { operations } }: ToolContext,
  kind: ProposedKind,
  payload: Payload,
): Promise<Proposal> {
  refuseOverride(payload)
  await operations.check(operationOf(kind, payload), payload)
  const rest = requestOf(kind, payload)
  const make = makeLineOf(kind, payload)
  return {
    kind,
    summary: summaryOf(kind, payload),
    rest,
    command: commandOf(kind, rest),
    ...(make !== undefined && { make }),
  }
}

/**
 * The same with what confirms it, for whoever said that it may be carried out; with the reason where they can't have it.
 */
export async function proposeToDo(
  context: ToolContext,
  kind: ProposedKind,
  payload: Payload,
): Promise<Proposal> {
  const proposal = await propose(context, kind, payload)
  const { parts, allowsExecution } = context
  if (!allowsExecution) {
    return { ...proposal, why_not: 'it was not allowed: ask with allow_execute (sigma ask --execute)' }
  }
  const why = await parts.operations.refusal(operationOf(kind, payload))
  if (why !== undefined) return { ...proposal, why_not: why }
  const { confirmation, expiresAt } = await offerConfirmation(parts, { kind, payload })
  return { ...proposal, confirmation, expires_at: expiresAt }
}

/** A person overrides a gate, by a command of their own. */
function refuseOverride(payload: Payload): void {
  if (payload.override === undefined) return
  throw new SigmaError('FORBIDDEN', 'the assistant never proposes to override a gate', {
    next: 'sigma train --from BACKTEST --override-gate --tag TAG --yes does it, and is kept in the audit',
  })
}
