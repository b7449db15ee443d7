import type { Parts } from '../services/parts.ts'

/** What a proposal may be of. */
export type ProposedKind = 'build' | 'train' | 'backtest' | 'sweep'

/** Operations of the server that the assistant may propose, and have carried out once that is confirmed. */
export interface ProposedOperations {
  /** @throws INVALID_PARAM as the operation itself would, for a payload that is not of the contract */
  check(kind: ProposedKind, payload: unknown): void
  /** Does it as a request of the same caller would: with its quotas, checks and audit row. */
  carryOut(kind: ProposedKind, payload: unknown): Promise<Record<string, unknown>>
}

/** What the assistant works with: the parts of a use case, and what the host and the server lend it. */
export interface AssistantParts extends Parts {
  operations: ProposedOperations
  /** Whether the rows of artifacts and matrices may be shown, rather than only what they are (`assistant.read_matrices`). */
  readsMatrices: boolean
}
