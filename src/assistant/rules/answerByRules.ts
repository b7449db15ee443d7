import type { AssistantEvent } from '../events.ts'
import type { Question } from '../question.ts'
import type { ToolContext } from '../tool.ts'
import { callTool } from '../toolbox.ts'

export async function* answerByRules(
  { message }: Question,
  context: ToolContext,
): AsyncGenerator<AssistantEvent, void> {
  yield { type: 'token', text: 'Looking it up.\n' }
  yield* callTool('docs.search', { query: message.slice(0, 500) }, context)
}
