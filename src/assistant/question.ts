import type { AssistantRequest } from '../contract/types.ts'

/** What the asker has before them, as far as they said. */
export type QuestionContext = NonNullable<AssistantRequest['context']>

export interface Question {
  message: string
  context: QuestionContext
  /** Whether the asker lets what is proposed be carried out, once that is confirmed. */
  allowsExecution: boolean
}
