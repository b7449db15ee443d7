import { SigmaError } from '../core/errors.ts'
import { didYouMean } from '../core/nearest.ts'
import type { AssistantEvent } from './events.ts'
import type { Tool, ToolContext, ToolOutcome } from './tool.ts'
import { tools } from './tools/index.ts'

/** @throws NOT_FOUND naming the nearest, for a tool that there is not */
export function toolNamed(name: string, among: readonly Tool[] = tools): Tool {
  const tool = among.find((one) => one.name === name)
  if (tool) return tool
  const names = among.map((one) => one.name)
  throw new SigmaError('NOT_FOUND', `there is no tool ${JSON.stringify(name)}${didYouMean(name, names)}`, {
    next: `the tools are ${names.join(', ')}`,
  })
}

/**
 * Calls a tool, telling of it as it goes. Every way to ask — by rules, by a model, over MCP — calls by this, so that the
 * same checks and caps hold.
 */
export async function* callTool(
  name: string,
  params: Record<string, unknown>,
  context: ToolContext,
): AsyncGenerator<AssistantEvent, ToolOutcome> {
  const tool = toolNamed(name, context.tools)
  yield { type: 'tool_call', tool: name, params }
  const begun = performance.now()
  const outcome = await tool.call(params, context)
  context.parts.log.info('assistant tool', {
    tool: name,
    ms: Math.round((performance.now() - begun) * 10) / 10,
  })
  yield { type: 'tool_result', tool: name, result: outcome.result }
  for (const citation of outcome.citations) yield { type: 'citation', ...citation }
  if (outcome.proposal) yield { type: 'proposal', proposal: outcome.proposal }
  return outcome
}
