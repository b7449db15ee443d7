import type { Citation } from '../tool.ts'

/** What a question is answered by. */
export type Step =
  | {
      do: 'call'
      tool: string
      params: Record<string, unknown>
      /** Numbers that the question says and the parameters do not, if any. */
      unread?: readonly string[]
    }
  /** The tool is asked for the newest record of a kind, which its id is taken from. */
  | { do: 'newest'; kind: 'sweep' | 'backtest'; of: Record<string, unknown>; tool: string }
  | { do: 'decline'; text: string; citations: Citation[]; change?: PolicyChange }
  /** Nothing fits: the documents are searched, and it is said so. */
  | { do: 'search'; query: string }

/** A change of a policy that was asked for, as far as it was said. */
export interface PolicyChange {
  modelId: string
  packId?: string
  field: string
  value: string
}
