import type { OperationId } from '../contract/operations.ts'
import type { Parts } from '../services/parts.ts'

export const proposedKinds = ['build', 'train', 'backtest', 'sweep'] as const

/** What a proposal may be of. */
export type ProposedKind = (typeof proposedKinds)[number]

/** The body of a request. */
export type Payload = Readonly<Record<string, unknown>>

/** Operations of the server, as whoever asks the assistant could ask for them by themselves. */
export interface ProposedOperations {
  /** @throws INVALID_PARAM as the operation itself would, for a payload that is not of the contract */
  check(operation: OperationId, payload: Payload): Promise<void>
  /** Why the asker may not have it carried out by the assistant; undefined where they may. */
  refusal(operation: OperationId): Promise<string | undefined>
  /** Does it as a request of the same caller would: with its quotas, checks and audit row. */
  carryOut(operation: OperationId, payload: Payload): Promise<Record<string, unknown>>
}

/** What the assistant works with: the parts of a use case, and what the server lends it. */
export interface AssistantParts extends Parts {
  operations: ProposedOperations
}
