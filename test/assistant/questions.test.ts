import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import type { AssistantEvent } from '../../src/assistant/events.ts'
import { answerByRules } from '../../src/assistant/rules/answerByRules.ts'
import { views } from '../../src/contract/views.ts'
import { type TestContext, testContext } from './context.ts'
import { putRuns } from './putRuns.ts'

const questionSchema = z.strictObject({
  q: z.string(),
  view: z.enum(views).optional(),
  model_id: z.string().optional(),
  pack_id: z.string().optional(),
  risk_profile: z.enum(['conservative', 'balanced', 'aggressive']).optional(),
  selection: z.union([z.string(), z.array(z.string())]).optional(),
  form_values: z.record(z.string(), z.unknown()).optional(),
  tool: z.string().nullable(),
  params: z.record(z.string(), z.unknown()).optional(),
  cites: z.string(),
})
type Asked = z.infer<typeof questionSchema>

const read = (name: string) => parse(readFileSync(`test/fixtures/assistant/${name}.yaml`, 'utf8'))
const { ids } = z.object({ ids: z.record(z.string(), z.string()) }).parse(read('questions'))
const withIds = (text: string): string =>
  text.replaceAll(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? name)
const questionsOf = (name: string): Asked[] =>
  z.object({ questions: z.array(questionSchema) }).parse(JSON.parse(withIds(JSON.stringify(read(name)))))
    .questions

let context: TestContext

beforeAll(async () => {
  context = await testContext({ now: () => new Date('2024-06-12T15:00:00.000Z') })
  await putRuns(context, ids)
})
afterAll(() => context.close())

async function answered({
  q,
  selection,
  view,
  model_id,
  pack_id,
  risk_profile,
  form_values,
}: Asked): Promise<AssistantEvent[]> {
  const question = {
    message: q,
    context: {
      ...(view && { view }),
      ...(model_id !== undefined && { model_id }),
      ...(pack_id !== undefined && { pack_id }),
      ...(risk_profile && { risk_profile }),
      ...(selection !== undefined && {
        selection: [selection].flat().map((name) => ({ backtest_id: ids[name] })),
      }),
      ...(form_values && { form_values }),
    },
  }
  const events: AssistantEvent[] = []
  for await (const event of answerByRules(question, context)) events.push(event)
  return events
}

/** What is wrong with an answer; undefined when it is right. */
async function faultOf(asked: Asked): Promise<string | undefined> {
  const events = await answered(asked).catch((error): AssistantEvent[] => [
    { type: 'error', error: { code: 'INTERNAL', message: String(error) } },
  ])
  const failure = events.find((event) => event.type === 'error')
  if (failure?.type === 'error') return failure.error.message
  const calls = events.flatMap((event) => (event.type === 'tool_call' ? [event] : []))
  // An answer may look for the newest record first, whose id it goes on with.
  const last = calls.at(-1)
  if ((last?.tool ?? null) !== asked.tool) return `asked ${last?.tool ?? 'no tool'}`
  if (last && !isSame(last, asked)) return `asked with ${JSON.stringify(last.params)}`
  const cited = events.flatMap((event) => (event.type === 'citation' ? [event.path] : []))
  if (!cited.some((path) => path.startsWith(asked.cites))) return `cites ${cited.join(', ')}`
  const text = events.map((event) => (event.type === 'token' ? event.text : '')).join('')
  return text.trim() === '' ? 'says nothing' : undefined
}

/** Words of a search may stand among others; every other parameter is exactly what is expected. */
function isSame({ tool, params }: { tool: string; params: Record<string, unknown> }, asked: Asked): boolean {
  if (tool !== 'docs.search') return JSON.stringify(sorted(params)) === JSON.stringify(sorted(asked.params))
  const given = String(params.query).split(/\W+/)
  const wanted = String(asked.params?.query ?? '').split(/\W+/)
  return wanted.every((word) => word.length <= 3 || given.includes(word))
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort()
      .map(([name, each]) => [name, sorted(each)]),
  )
}

describe('questions are answered without a model', () => {
  it.each([
    ['questions', 80],
    ['held-out', 40],
    ['second-hand', 60],
    ['unseen', 30],
    ['last', 30],
  ])('at least 95 %% of the %s', async (name, count) => {
    const questions = questionsOf(name)
    expect(questions).toHaveLength(count)
    const scores = new Map<string, { right: number; all: number }>()
    const wrong: string[] = []
    for (const asked of questions) {
      const fault = await faultOf(asked)
      const view = asked.view ?? 'no route'
      const score = scores.get(view) ?? { right: 0, all: 0 }
      scores.set(view, { right: score.right + (fault === undefined ? 1 : 0), all: score.all + 1 })
      if (fault !== undefined) wrong.push(`${asked.q} — ${fault}`)
    }
    const right = questions.length - wrong.length
    const lines = [...scores].map(([view, score]) => `  ${view.padEnd(12)} ${score.right} of ${score.all}`)
    console.log(
      [`${name}: ${right} of ${questions.length}`, ...lines, ...wrong.map((line) => `  wrong: ${line}`)].join(
        '\n',
      ),
    )
    expect(right / questions.length, wrong.join('\n')).toBeGreaterThanOrEqual(0.95)
  })
})
