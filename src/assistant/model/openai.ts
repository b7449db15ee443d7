import OpenAI from 'openai'
import { z } from 'zod'
import type { ModelChoice } from '../../services/modelChoice.ts'
import { clientOptions } from './clientOptions.ts'
import type { LanguageModel, ModelCall, ModelMessage, ModelPiece, ModelTurn } from './languageModel.ts'
import { brokenOff, providerFailure } from './providerFailure.ts'

/** A model behind OpenAI's Chat Completions, which many other servers speak too. */
export function openAIModel(choice: ModelChoice): LanguageModel {
  const client = new OpenAI({
    ...clientOptions,
    apiKey: choice.key,
    // Given in any case: what the environment of another program's settings has is not read.
    baseURL: choice.baseUrl ?? 'https://api.openai.com/v1',
    ...{ adminAPIKey: null, organization: null, project: null, webhookSecret: null },
  })
  return {
    async *ask(turn) {
      try {
        const { signal } = turn
        const chunks = await client.chat.completions.create(requestOf(turn, choice.model), { signal })
        yield* piecesOf(chunks)
      } catch (error) {
        throw providerFailure(error, choice)
      }
    },
  }
}

function requestOf(
  { instructions, messages, tools, mayCall }: ModelTurn,
  model: string,
): OpenAI.ChatCompletionCreateParamsStreaming {
  return {
    model,
    stream: true,
    messages: [{ role: 'system', content: instructions }, ...messages.flatMap(messagesOf)],
    tools: tools.map((tool) => ({ type: 'function', function: tool })),
    tool_choice: mayCall ? 'auto' : 'none',
  }
}

function messagesOf(message: ModelMessage): OpenAI.ChatCompletionMessageParam[] {
  switch (message.role) {
    case 'user':
      return [{ role: 'user', content: message.text }]
    case 'model':
      return [{ role: 'assistant', content: message.text, tool_calls: message.calls.map(callOf) }]
    case 'tools':
      return message.results.map(({ id, text }) => ({ role: 'tool', tool_call_id: id, content: text }))
  }
}

const callOf = ({ id, name, params }: ModelCall): OpenAI.ChatCompletionMessageFunctionToolCall => ({
  id,
  type: 'function',
  function: { name, arguments: params },
})

/** What is read of a chunk: servers of others send more, and less. */
const chunkShape = z.object({
  choices: z.array(
    z.object({
      delta: z
        .object({
          content: z.string().nullish(),
          tool_calls: z
            .array(
              z.object({
                index: z.number().default(0),
                id: z.string().nullish(),
                function: z.object({ name: z.string().nullish(), arguments: z.string().nullish() }).nullish(),
              }),
            )
            .nullish(),
        })
        .nullish(),
      finish_reason: z.string().nullish(),
    }),
  ),
})

async function* piecesOf(chunks: AsyncIterable<unknown>): AsyncGenerator<ModelPiece> {
  const calls = new Map<number, ModelCall>()
  let end: string | undefined
  for await (const chunk of chunks) {
    const [choice] = chunkShape.parse(chunk).choices
    for (const part of choice?.delta?.tool_calls ?? []) {
      const call = calls.get(part.index) ?? { id: '', name: '', params: '' }
      calls.set(part.index, {
        id: call.id || (part.id ?? ''),
        name: call.name + (part.function?.name ?? ''),
        params: call.params + (part.function?.arguments ?? ''),
      })
    }
    end ??= choice?.finish_reason ?? undefined
    yield choice?.delta?.content ? { type: 'text', text: choice.delta.content } : { type: 'working' }
  }
  if (end === undefined) throw brokenOff()
  for (const [index, call] of calls) yield { type: 'call', call: { ...call, id: call.id || `call_${index}` } }
  yield { type: 'end', reason: reasons[end] ?? 'done' }
}

const reasons: Readonly<Record<string, 'limit' | 'declined' | undefined>> = {
  length: 'limit',
  content_filter: 'declined',
}
