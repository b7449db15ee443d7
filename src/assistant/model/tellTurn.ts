import { SigmaError } from '../../core/errors.ts'
import type { AssistantEvent } from '../events.ts'
import { timeLimit } from '../timeLimit.ts'
import { eachUntilAborted } from '../untilAborted.ts'
import type { ModelBounds } from './bounds.ts'
import type { LanguageModel, ModelCall, ModelTurn } from './languageModel.ts'

/** What a model said in a turn: text, which was told as it came, and the tools that it asks for. */
interface SaidTurn {
  text: string
  calls: ModelCall[]
}

/**
 * Asks the model for one turn, and tells its text as it comes.
 *
 * @param room characters that the answer may still have
 * @throws TIMEOUT when nothing comes for long, UNPROCESSABLE for what is longer or more than it may be, UNAVAILABLE as the
 *   provider fails
 */
export async function* tellTurn(
  model: LanguageModel,
  turn: ModelTurn,
  { idleMs, calls: mostCalls, paramsLength }: ModelBounds,
  room: number,
): AsyncGenerator<AssistantEvent, SaidTurn> {
  const said: SaidTurn = { text: '', calls: [] }
  const idle = timeLimit(idleMs, "the model's provider sent nothing")
  const signal = AbortSignal.any([turn.signal, idle.signal])
  try {
    for await (const piece of eachUntilAborted(model.ask({ ...turn, signal }), signal)) {
      idle.restart()
      if (piece.type === 'call') {
        said.calls.push(piece.call)
        if (said.calls.length > mostCalls) throw tooMuch(`asked for more than ${mostCalls} tools at once`)
        if (piece.call.params.length > paramsLength) throw tooMuch('asked for a tool with far too much')
      }
      if (piece.type === 'text') {
        const text = piece.text.slice(0, room - said.text.length)
        said.text += text
        if (text !== '') yield { type: 'token', text }
        if (text.length < piece.text.length) throw tooMuch('answered at too great length, and was cut')
      }
      if (piece.type === 'end' && piece.reason === 'limit') throw tooMuch('reached its limit, and was cut')
      if (piece.type === 'end' && piece.reason === 'declined') {
        throw new SigmaError('UNPROCESSABLE', 'the model declines to answer', {
          next: 'put the question otherwise',
        })
      }
    }
    return said
  } finally {
    idle.end()
  }
}

const tooMuch = (what: string): SigmaError =>
  new SigmaError('UNPROCESSABLE', `the model ${what}`, { next: 'ask something narrower' })
