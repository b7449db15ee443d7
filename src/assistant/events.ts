import type { ProposedKind } from './parts.ts'

/** Something that could be done, with all ways to do it; nothing of it has been done. */
export interface Proposal {
  kind: ProposedKind
  /** In a sentence. */
  summary: string
  /** The request that would be sent. */
  rest: { method: string; path: string; body: Record<string, unknown> }
  /** The same as a command of the shell. */
  command: string
  /** The same as a target of the Makefile of old; not for what that had none for. */
  make?: string
  /** Sent with the next request, it has exactly this done, once. Only for who allowed it and may. */
  confirmation?: string
  /** Until when, in ISO 8601. */
  expires_at?: string
  /** Why there is no confirmation to send. */
  why_not?: string
  /** Why a person has to look at it, so that no word said beforehand confirms it. */
  look_at_it?: string
}

export interface ToldError {
  code: string
  message: string
  next?: string
  details?: unknown
}

/** What an answer is made of, in the order in which it comes. The last is `done`, also after an error. */
export type AssistantEvent =
  | { type: 'token'; text: string }
  | { type: 'tool_call'; tool: string; params: Record<string, unknown> }
  | { type: 'tool_result'; tool: string; result: Record<string, unknown> }
  | { type: 'citation'; path: string; title: string }
  | { type: 'proposal'; proposal: Proposal }
  | { type: 'error'; error: ToldError }
  | { type: 'done' }
