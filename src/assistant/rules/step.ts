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
  | { do: 'decline'; text: string; citations: Citation[]; change?: SettingChange }
  /** Nothing fits: the documents are searched, and it is said so. */
  | { do: 'search'; query: string }

/** A change of a model's settings that was asked for. */
export interface SettingChange {
  modelId: string
  packId?: string
  /** In which the setting is named. */
  text: string
  value: string
}
