import { SigmaError } from '../../core/errors.ts'
import type { AssistantEvent } from '../events.ts'
import type { Question } from '../question.ts'
import { timeLimit } from '../timeLimit.ts'
import { toldError } from '../toldError.ts'
import type { ToolContext } from '../tool.ts'
import { tools } from '../tools/index.ts'
import { answerCall, type CallAnswer } from './answerCall.ts'
import { asData, contextAsData } from './asData.ts'
import { type ModelBounds, modelBounds } from './bounds.ts'
import { instructions } from './instructions.ts'
import type { LanguageModel, ModelCall, ModelMessage } from './languageModel.ts'
import { tellTurn } from './tellTurn.ts'
import { declarationOf } from './toolNames.ts'

/**
 * Has a language model answer a question with the tools, under the same checks and caps as without one. Sources are those of
 * the tools it called: a path that it only writes is no citation. Whatever the model or its provider does instead of answering
 * ends in one `error`; when nobody waits any more, the request to the provider is given up and nothing more is told.
 */
export async function* converse(
  question: Question,
  context: ToolContext,
  model: LanguageModel,
  bounds: ModelBounds = modelBounds,
): AsyncGenerator<AssistantEvent, void> {
  const limit = timeLimit(bounds.totalMs, 'the model came to no answer')
  const signal = AbortSignal.any([context.signal, limit.signal])
  try {
    yield* answer(question, { ...context, signal }, model, bounds)
  } catch (error) {
    if (context.signal.aborted) return
    if (!(error instanceof SigmaError)) throw error
    const { code, message, details, cause } = error
    const said = cause instanceof Error ? { said: cause.message } : {}
    context.parts.log.warn('assistant model failed', { ...details, code, reason: message, ...said })
    yield { type: 'error', error: toldError(error, context.parts) }
  } finally {
    limit.end()
  }
}

async function* answer(
  { message, context: page }: Question,
  context: ToolContext,
  model: LanguageModel,
  bounds: ModelBounds,
): AsyncGenerator<AssistantEvent, void> {
  const declarations = (context.tools ?? tools).map(declarationOf)
  const messages: ModelMessage[] = [{ role: 'user', text: `${message}\n\n${contextAsData(page)}` }]
  const spent = { calls: 0, results: 0, text: 0 }
  let hasAskedUnfit = false
  for (let round = 1; round <= bounds.rounds; round++) {
    const mayCall = round < bounds.rounds && spent.calls < bounds.calls
    const turn = { instructions, messages, tools: declarations, mayCall, signal: context.signal }
    const { text, calls } = yield* tellTurn(model, turn, bounds, bounds.answerLength - spent.text)
    spent.text += text.length
    context.parts.log.info('assistant model', { round, calls: calls.length, characters: text.length })
    if (calls.length === 0) {
      if (spent.text === 0)
        throw new SigmaError('UNAVAILABLE', 'the model gave no answer', { next: 'ask again' })
      return
    }
    if (text !== '') yield { type: 'token', text: '\n\n' }
    if (!mayCall) break
    const answers = yield* answerCalls(calls, context, bounds.calls - spent.calls)
    spent.calls += calls.length
    const isUnfit = answers.some(({ unfit }) => unfit)
    if (isUnfit && hasAskedUnfit) throw endless('asks again for what is no call of a tool')
    hasAskedUnfit ||= isUnfit
    const results = answers.map(({ tool, result, failed }, i) => {
      const data = asData(tool, result, bounds.resultsLength - spent.results)
      spent.results += Math.min(data.length, bounds.resultsLength - spent.results)
      return { id: calls[i].id, text: data, failed }
    })
    messages.push({ role: 'model', text, calls }, { role: 'tools', results })
  }
  throw endless('calls tools without coming to an answer')
}

/** @param left how many may still be called; of what is asked for beyond that the model is told to do without */
async function* answerCalls(
  calls: readonly ModelCall[],
  context: ToolContext,
  left: number,
): AsyncGenerator<AssistantEvent, CallAnswer[]> {
  const answers: CallAnswer[] = []
  for (const [i, call] of calls.entries()) {
    if (i < left) answers.push(yield* answerCall(call, context))
    else
      answers.push({
        tool: 'none',
        result: { error: 'no call is left: answer with what you have' },
        failed: true,
      })
  }
  return answers
}

const endless = (what: string): SigmaError =>
  new SigmaError('UNPROCESSABLE', `the model ${what}, and was stopped`, {
    next: 'ask something narrower, or another model (SIGMA_ASSISTANT_MODEL)',
  })
