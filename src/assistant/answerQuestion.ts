import type { AssistantRequest } from '../contract/types.ts'
import type { ModelChoice } from '../services/modelChoice.ts'
import { carryOutConfirmed } from './carryOutConfirmed.ts'
import type { AssistantEvent } from './events.ts'
import { toLookAt } from './proposals/toLookAt.ts'
import type { Question } from './question.ts'
import { answerByRules } from './rules/answerByRules.ts'
import type { ToolContext } from './tool.ts'

/**
 * Answers a question, by a language model where one was chosen and else by rules; or has done what an earlier proposal was
 * confirmed for. What fails is thrown: before anything was told, or in the middle of it.
 */
export function answerQuestion(
  { message, context: before = {}, confirmation }: AssistantRequest,
  context: ToolContext,
): AsyncGenerator<AssistantEvent, void> {
  if (confirmation !== undefined) return carryOutConfirmed(confirmation, context)
  const question = { message, context: before }
  const choice = context.parts.languageModel()
  return choice === undefined ? answerByRules(question, context) : answerByModel(question, context, choice)
}

async function* answerByModel(
  question: Question,
  context: ToolContext,
  choice: ModelChoice,
): AsyncGenerator<AssistantEvent, void> {
  const [{ openModel }, { converse }] = await Promise.all([
    import('./model/openModel.ts'),
    import('./model/converse.ts'),
  ])
  // What a model has read may have told it what to propose.
  yield* toLookAt(converse(question, context, await openModel(choice)), 'a language model proposed it')
}
