import { z } from 'zod'

const proposalSchema = z.looseObject({
  kind: z.enum(['build', 'train', 'backtest', 'sweep']),
  summary: z.string(),
  rest: z.object({ method: z.string(), path: z.string(), body: z.unknown() }),
  command: z.string(),
  make: z.string().optional(),
  confirmation: z.string().optional(),
  expires_at: z.string().optional(),
  why_not: z.string().optional(),
  look_at_it: z.string().optional(),
})

export type Proposal = z.infer<typeof proposalSchema>

const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('token'), text: z.string() }),
  z.object({ type: z.literal('tool_call'), tool: z.string(), params: z.record(z.string(), z.unknown()) }),
  z.object({ type: z.literal('tool_result'), tool: z.string(), result: z.unknown() }),
  z.object({ type: z.literal('citation'), path: z.string(), title: z.string() }),
  z.object({ type: z.literal('proposal'), proposal: proposalSchema }),
  z.object({
    type: z.literal('error'),
    error: z.looseObject({
      code: z.string(),
      message: z.string(),
      next: z.string().optional(),
      details: z.record(z.string(), z.unknown()).optional(),
    }),
  }),
  z.object({ type: z.literal('done') }),
])

export type AskEvent = z.infer<typeof eventSchema>

/** An event as it came; undefined for one that this version does not know, which a newer server may send. */
export function askEvent(data: unknown): AskEvent | undefined {
  return eventSchema.safeParse(data).data
}
