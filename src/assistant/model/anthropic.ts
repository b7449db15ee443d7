import Anthropic from '@anthropic-ai/sdk'
import { z } from 'zod'
import type { ModelChoice } from '../../services/modelChoice.ts'
import { clientOptions } from './clientOptions.ts'
import type { LanguageModel, ModelCall, ModelMessage, ModelPiece, ModelTurn } from './languageModel.ts'
import { parsedParams } from './parsedParams.ts'
import { brokenOff, providerFailure } from './providerFailure.ts'

/** Tokens of one turn; it has to be told, and is more than a brief answer takes. */
const mostTokens = 4_096

/** A model behind Anthropic's Messages. */
export function anthropicModel(choice: ModelChoice): LanguageModel {
  const client = new Anthropic({
    ...clientOptions,
    apiKey: choice.key,
    // Given in any case: what the environment of another program's settings has is not read.
    baseURL: choice.baseUrl ?? 'https://api.anthropic.com',
    webhookKey: null,
    // Traces of Sigma are nothing of the provider's.
    openTelemetry: { traces: false, propagation: false },
  })
  return {
    async *ask(turn) {
      try {
        const { signal } = turn
        yield* piecesOf(await client.messages.create(requestOf(turn, choice.model), { signal }))
      } catch (error) {
        throw providerFailure(error, choice)
      }
    },
  }
}

function requestOf(
  { instructions, messages, tools, mayCall }: ModelTurn,
  model: string,
): Anthropic.MessageCreateParamsStreaming {
  return {
    model,
    stream: true,
    max_tokens: mostTokens,
    system: instructions,
    messages: messages.map(messageOf),
    tools: tools.map(({ name, description, parameters }) => ({
      name,
      description,
      input_schema: parameters,
    })),
    tool_choice: { type: mayCall ? 'auto' : 'none' },
  }
}

function messageOf(message: ModelMessage): Anthropic.MessageParam {
  switch (message.role) {
    case 'user':
      return { role: 'user', content: message.text }
    case 'model':
      return {
        role: 'assistant',
        content: [
          ...(message.text === '' ? [] : [{ type: 'text' as const, text: message.text }]),
          ...message.calls.map(callOf),
        ],
      }
    case 'tools':
      return {
        role: 'user',
        content: message.results.map(({ id, text, failed }) => ({
          type: 'tool_result',
          tool_use_id: id,
          content: text,
          is_error: failed,
        })),
      }
  }
}

/** What the model took for JSON and is none was refused, and is sent back as if it had been empty. */
function callOf({ id, name, params }: ModelCall): Anthropic.ToolUseBlockParam {
  return { type: 'tool_use', id, name, input: parsedParams(params) ?? {} }
}

/** What is read of an event. */
const eventShape = z.object({
  type: z.string(),
  index: z.number().optional(),
  content_block: z
    .object({ type: z.string(), id: z.string().optional(), name: z.string().optional() })
    .optional(),
  delta: z
    .object({
      text: z.string().optional(),
      partial_json: z.string().optional(),
      stop_reason: z.string().nullish(),
    })
    .optional(),
})

async function* piecesOf(events: AsyncIterable<unknown>): AsyncGenerator<ModelPiece> {
  const calls = new Map<number, ModelCall>()
  let end: string | undefined
  let stopped = false
  for await (const given of events) {
    const { type, index = 0, content_block: block, delta } = eventShape.parse(given)
    if (type === 'content_block_start' && block?.type === 'tool_use') {
      calls.set(index, { id: block.id ?? `call_${index}`, name: block.name ?? '', params: '' })
    }
    const call = calls.get(index)
    if (type === 'content_block_delta' && call) call.params += delta?.partial_json ?? ''
    if (type === 'message_delta') end = delta?.stop_reason ?? end
    stopped ||= type === 'message_stop'
    yield type === 'content_block_delta' && delta?.text
      ? { type: 'text', text: delta.text }
      : { type: 'working' }
  }
  if (!stopped || end === undefined) throw brokenOff()
  for (const call of calls.values()) yield { type: 'call', call }
  yield { type: 'end', reason: reasons[end] ?? 'done' }
}

const reasons: Readonly<Record<string, 'limit' | 'declined' | undefined>> = {
  max_tokens: 'limit',
  model_context_window_exceeded: 'limit',
  refusal: 'declined',
}
