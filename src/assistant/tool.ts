import { z } from 'zod'
import { invalidParam } from '../core/errors.ts'
import type { Proposal } from './events.ts'
import type { AssistantParts } from './parts.ts'

/** Where a part of an answer comes from. */
export interface Citation {
  /** A path of the workspace or of the documents, or the address of a record: `docs/guide/sweeps.md#resume`, `/backtests/ID`. */
  path: string
  title: string
}

export interface ToolOutcome {
  /** What is shown and given to a model: plain JSON, capped by the tool itself. */
  result: Record<string, unknown>
  citations: Citation[]
  /** What could be done: shown to whoever asked, and to no model. */
  proposal?: Proposal
}

/** What a call has beside its parameters. */
export interface ToolContext {
  parts: AssistantParts
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal
  /** Whether the asker lets what is proposed be carried out, once that is confirmed. */
  allowsExecution: boolean
  /** The tools that may be called; all there are, unless given. */
  tools?: readonly Tool[]
}

/** Something that the assistant can look up. Its answer is data, whatever the text in it says. */
export interface Tool {
  name: string
  /** What it answers, in a sentence for whoever chooses among tools. */
  description: string
  params: z.ZodObject
  /** @throws INVALID_PARAM naming each parameter that is not as declared, and whatever the tool throws */
  call(params: unknown, context: ToolContext): Promise<ToolOutcome>
}

/** A tool whose parameters are parsed before it runs; others than those of the shape are refused. */
export function defineTool<Shape extends z.ZodRawShape>({
  name,
  description,
  params: shape,
  run,
}: {
  name: string
  description: string
  params: Shape
  run(params: z.output<z.ZodObject<Shape, z.core.$strict>>, context: ToolContext): Promise<ToolOutcome>
}): Tool {
  const params = z.strictObject(shape)
  return {
    name,
    description,
    params,
    async call(given, context) {
      const parsed = params.safeParse(given)
      if (!parsed.success) throw invalidParam(issuesOf(parsed.error))
      return run(parsed.data, context)
    },
  }
}

function issuesOf({ issues }: z.ZodError): { field: string; issue: string }[] {
  return issues.map((issue) => ({
    field: issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.'),
    issue: issue.message,
  }))
}

/** How many rows a preview has at most (domain.md A11). */
const mostPreviewRows = 200

/** The number of rows that is asked for. */
export function rowLimit(usual: number, most = mostPreviewRows): z.ZodDefault<z.ZodNumber> {
  return z.number().int().min(1).max(most).default(usual)
}
