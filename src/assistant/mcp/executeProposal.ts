import { SigmaError } from '../../core/errors.ts'
import { carryOutConfirmed } from '../carryOutConfirmed.ts'
import type { Proposal } from '../events.ts'
import type { AssistantParts } from '../parts.ts'

/** Has done what a proposal is of, by what confirms it: as over HTTP, it is used up by that. */
export function executeProposal(parts: AssistantParts) {
  return async ({ confirmation }: Proposal, signal: AbortSignal): Promise<Record<string, unknown>> => {
    if (confirmation === undefined) throw new SigmaError('FORBIDDEN', 'nothing confirms this proposal')
    for await (const event of carryOutConfirmed(confirmation, { parts, signal, allowsExecution: true })) {
      if (event.type === 'tool_result') return event.result
    }
    throw new SigmaError('INTERNAL', 'nothing came of what was confirmed')
  }
}
