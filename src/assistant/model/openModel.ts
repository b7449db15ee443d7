import type { ModelChoice } from '../../services/modelChoice.ts'
import type { LanguageModel } from './languageModel.ts'

/** The model that was chosen. Its client is loaded only now, and nothing is sent before it is asked. */
export async function openModel(choice: ModelChoice): Promise<LanguageModel> {
  if (choice.provider === 'anthropic') return (await import('./anthropic.ts')).anthropicModel(choice)
  return (await import('./openai.ts')).openAIModel(choice)
}
