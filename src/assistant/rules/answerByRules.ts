import type { AssistantEvent } from '../events.ts'
import { toLookAt } from '../proposals/toLookAt.ts'
import type { Question } from '../question.ts'
import type { ToolContext } from '../tool.ts'
import { callTool } from '../toolbox.ts'
import { askedOf } from './asked.ts'
import { knownOf } from './known.ts'
import { say } from './say/say.ts'
import { rowsOf, textOf } from './say/values.ts'
import { settingDiff } from './settingDiff.ts'
import type { Step } from './step.ts'
import { understand } from './understand.ts'

/** Answers a question without a model: by rules that choose a tool, and by what the tool finds. */
export async function* answerByRules(
  question: Question,
  context: ToolContext,
): AsyncGenerator<AssistantEvent, void> {
  const { parts } = context
  const step = understand(askedOf(question, await knownOf(parts), parts.now()))
  if (step.do === 'decline') yield* declined(step, context)
  else if (step.do === 'search') yield* searched(step.query, context)
  else if (step.do === 'newest') yield* ofNewest(step, context)
  else if (step.unread) yield* calledInPart(step.tool, step.params, step.unread, context)
  else yield* called(step.tool, step.params, context)
}

/** A command that leaves out what was not understood is another one than was asked for, which is said. */
async function* calledInPart(
  tool: string,
  params: Record<string, unknown>,
  unread: readonly string[],
  context: ToolContext,
): AsyncGenerator<AssistantEvent, void> {
  const left = unread.join(', ')
  yield* toLookAt(called(tool, params, context), `it leaves out ${left}`)
  yield { type: 'token', text: `Not in it, as I do not know what it is for: ${left}.\n` }
}

async function* called(
  tool: string,
  params: Record<string, unknown>,
  context: ToolContext,
): AsyncGenerator<AssistantEvent, void> {
  const { result } = yield* callTool(tool, params, context)
  yield { type: 'token', text: say(tool, result) }
}

async function* declined(
  { text, citations, change }: Extract<Step, { do: 'decline' }>,
  context: ToolContext,
): AsyncGenerator<AssistantEvent, void> {
  context.parts.log.info('assistant declined', {})
  yield { type: 'token', text: `${text}\n` }
  if (change) {
    const diff = await settingDiff(context, change)
    if (diff !== '') yield { type: 'token', text: diff }
  }
  for (const citation of citations) yield { type: 'citation', ...citation }
}

/** Nothing of what can be looked up fits: it is said, with what the documents have nearest. */
async function* searched(query: string, context: ToolContext): AsyncGenerator<AssistantEvent, void> {
  yield { type: 'token', text: 'I am not sure what you are after. The nearest that the documents have:\n' }
  const { result } = yield* callTool('docs.search', { query }, context)
  const found = rowsOf(result.snippets)
  if (found.length === 0) yield { type: 'token', text: 'nothing.\n' }
  else
    yield {
      type: 'token',
      text: `${found
        .slice(0, 3)
        .map(({ title }) => `- ${textOf(title)}\n`)
        .join('')}`,
    }
  yield {
    type: 'token',
    text: 'Ask for runs ("top 5 runs by sharpe"), for a reason ("why did RUN fail"), for a term ("what is an embargo"), or for a command ("sweep MODEL").\n',
  }
}

async function* ofNewest(
  { kind, of, tool }: Extract<Step, { do: 'newest' }>,
  context: ToolContext,
): AsyncGenerator<AssistantEvent, void> {
  const { result } = yield* callTool('db.runs', { kind, ...of, limit: 1 }, context)
  const id = rowsOf(result.rows)[0]?.id
  if (typeof id !== 'string') yield { type: 'token', text: `There is no ${kind} yet.\n` }
  else yield* called(tool, { id }, context)
}
