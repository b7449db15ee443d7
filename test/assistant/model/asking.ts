import { z } from 'zod'
import type { AssistantEvent } from '../../../src/assistant/events.ts'
import { type ModelBounds, modelBounds } from '../../../src/assistant/model/bounds.ts'
import { converse } from '../../../src/assistant/model/converse.ts'
import { openModel } from '../../../src/assistant/model/openModel.ts'
import { defineTool, type Tool, type ToolContext } from '../../../src/assistant/tool.ts'
import type { Log } from '../../../src/services/log.ts'
import { noLog } from '../../../src/services/log.ts'
import type { PlayedProvider, ProviderName } from './playedProvider.ts'

/** What no message and no line of the log may have in it. */
export const key = 'the-key-that-nobody-may-see'

export const providers: readonly ProviderName[] = ['openai', 'anthropic']

/** Asks through a played provider, and gathers what is told. */
export async function ask(
  played: Pick<PlayedProvider, 'baseUrl'>,
  provider: ProviderName,
  context: ToolContext,
  bounds: Partial<ModelBounds> = {},
): Promise<AssistantEvent[]> {
  const model = await openModel({ provider, model: 'played', key, baseUrl: played.baseUrl(provider) })
  const question = { message: 'Which run is best?', context: { model_id: 'spy_<data>' } }
  const events: AssistantEvent[] = []
  for await (const event of converse(question, context, model, { ...modelBounds, ...bounds }))
    events.push(event)
  return events
}

export const eventsOf = <Type extends AssistantEvent['type']>(
  events: AssistantEvent[],
  type: Type,
): Extract<AssistantEvent, { type: Type }>[] =>
  events.filter((event): event is Extract<AssistantEvent, { type: Type }> => event.type === type)

export const answerOf = (events: AssistantEvent[]): string =>
  eventsOf(events, 'token')
    .map(({ text }) => text)
    .join('')

/** A log that keeps what it is told. */
export function keptLog(): Log & { lines: string[] } {
  const lines: string[] = []
  const keep = (message: string, facts?: unknown): unknown =>
    lines.push(`${message} ${JSON.stringify(facts)}`)
  return { ...noLog, lines, info: keep, warn: keep, error: keep }
}

/** A tool that answers what it is given to. */
export const madeUp = (name: string, result: () => Record<string, unknown>): Tool =>
  defineTool({
    name,
    description: 'A tool of the tests.',
    params: { id: z.string().optional() },
    run: async () => ({ result: result(), citations: [{ path: `/made_up/${name}`, title: name }] }),
  })
