import type { AssistantRequest } from '../contract/types.ts'
import { carryOutConfirmed } from './carryOutConfirmed.ts'
import type { AssistantEvent } from './events.ts'
import { answerByRules } from './rules/answerByRules.ts'
import type { ToolContext } from './tool.ts'

/**
 * Answers a question, or has done what an earlier proposal was confirmed for. What fails is thrown: before anything was
 * told, or in the middle of it.
 */
export function answerQuestion(
  { message, context: before = {}, confirmation }: AssistantRequest,
  context: ToolContext,
): AsyncGenerator<AssistantEvent, void> {
  if (confirmation !== undefined) return carryOutConfirmed(confirmation, context)
  return answerByRules({ message, context: before }, context)
}
