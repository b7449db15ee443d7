import type { AssistantRequest } from '../contract/types.ts'

/** What the asker has before them, as far as they said. */
export type QuestionContext = NonNullable<AssistantRequest['context']>

export interface Question {
  message: string
  context: QuestionContext
}
