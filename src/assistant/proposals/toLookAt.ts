import type { AssistantEvent } from '../events.ts'

/** The same events, of which proposals say why a person has to look at them before they are confirmed. */
export async function* toLookAt(
  events: AsyncIterable<AssistantEvent>,
  why: string,
): AsyncGenerator<AssistantEvent, void> {
  for await (const event of events) {
    yield event.type === 'proposal' ? { ...event, proposal: { ...event.proposal, look_at_it: why } } : event
  }
}
