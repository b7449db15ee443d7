import { answerQuestion } from '../../assistant/answerQuestion.ts'
import type { Parts } from '../../services/parts.ts'
import type { OtherOperations } from '../otherOperations.ts'
import { proposedOperations } from '../proposedOperations.ts'
import type { Routes } from '../route.ts'
import { sendAnswer } from '../sendAnswer.ts'
import type { Served } from '../served.ts'

export const assistantRoutes = (parts: Parts, others: OtherOperations): Routes<Served<'assistant'>> => ({
  async queryAssistant(request, reply) {
    const { body } = request
    return sendAnswer(parts, request, reply, (signal) =>
      answerQuestion(body, {
        parts: { ...parts, operations: proposedOperations(parts, others, request) },
        signal,
        allowsExecution: body.allow_execute === true,
      }),
    )
  },
})
