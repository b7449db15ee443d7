import { SigmaError } from '../../core/errors.ts'
import type { AssistantEvent } from '../events.ts'
import { toldError } from '../toldError.ts'
import type { ToolContext, ToolOutcome } from '../tool.ts'
import { callTool, toolNamed } from '../toolbox.ts'
import { eachUntilAborted } from '../untilAborted.ts'
import type { ModelCall } from './languageModel.ts'
import { parsedParams } from './parsedParams.ts'
import { nameOfTool } from './toolNames.ts'

/** What a model is told of a call. */
export interface CallAnswer {
  tool: string
  result: Record<string, unknown>
  failed: boolean
  /** Whether it is a call that can't be made at all: of no tool that there is, or with no parameters that can be read. */
  unfit?: boolean
}

/**
 * Calls a tool as a model asks. A failure is told as the result, to whoever asked and to the model, which may do better; only
 * the end of the signal is thrown.
 */
export async function* answerCall(
  { name, params: text }: ModelCall,
  context: ToolContext,
): AsyncGenerator<AssistantEvent, CallAnswer> {
  const tool = nameOfTool(name)
  const params = parsedParams(text)
  try {
    toolNamed(tool, context.tools)
    if (params === undefined)
      throw new SigmaError('INVALID_PARAM', `the parameters of ${tool} are no JSON object`)
  } catch (error) {
    const told = toldError(error, context.parts)
    context.parts.log.warn('assistant model asks for what there is not', {
      reason: told.message.slice(0, 200),
    })
    return { tool, result: { error: told }, failed: true, unfit: true }
  }
  try {
    const outcome = yield* eachUntilAborted(callTool(tool, params, context), context.signal)
    return { tool, result: shownToModel(outcome), failed: false }
  } catch (error) {
    context.signal.throwIfAborted()
    const result = { error: toldError(error, context.parts) }
    context.parts.log.warn('assistant tool failed', { tool, code: result.error.code })
    yield { type: 'tool_result', tool, result }
    return { tool, result, failed: true }
  }
}

/** Of a proposal a model sees what it is, and never what confirms it. */
function shownToModel({ result, proposal }: ToolOutcome): Record<string, unknown> {
  if (proposal === undefined) return result
  const { kind, summary, rest, command, why_not } = proposal
  return {
    proposal_shown_to_asker: { kind, summary, rest, command, ...(why_not !== undefined && { why_not }) },
    started: false,
  }
}
