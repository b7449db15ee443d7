import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { parse } from 'yaml'
import { z } from 'zod'
import { openDatabase } from '../../src/store/database.ts'
import { sigma, startServer } from './commands.ts'
import { fill } from './storeFill.ts'

const runs = 10_000
/** How often each question is asked; the first time is counted apart. */
const times = 5

const questionsSchema = z.object({
  ids: z.record(z.string(), z.string()).optional(),
  questions: z.array(
    z.looseObject({ q: z.string(), view: z.string().optional(), model_id: z.string().optional() }),
  ),
})

/** How soon an answer of the assistant begins, of a server with many runs: the first event, and the first word. */
export async function assistant(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'sigma-bench-assistant-'))
  sigma(folder, ['init'])
  sigma(folder, ['build', 'spx_eq_swing_daily'])
  const db = await openDatabase({ file: join(folder, '.sigma', 'sigma.db') })
  await fill(db, { count: runs })
  const [{ id }] = await db.selectFrom('backtest_runs').select('id').orderBy('id').limit(1).execute()
  await db.destroy()
  const questions = ['questions', 'held-out'].flatMap((name) => questionsOf(name, id))
  const early = await startServer(folder)
  const atOnce = [await firstWord(early.url, questions[0])]
  early.process.kill()
  const started = await startServer(folder)
  try {
    // It loads meanwhile what questions are answered by.
    await wait(1_000)
    const first: number[] = []
    const later: number[] = []
    for (let time = 0; time < times; time++) {
      for (const body of questions) (time === 0 ? first : later).push(await firstWord(started.url, body))
    }
    const row = (name: string, taken: number[]): string =>
      `| ${name} | ${taken.length} | ${at(taken, 0.5)} | ${at(taken, 0.95)} | ${at(taken, 1)} |`
    return [
      `${questions.length} questions to a server with ${runs.toLocaleString('en')} runs, one after the other; until the first word of the answer, by the clock.`,
      '',
      '| | answers | p50 ms | p95 ms | most ms |',
      '|---|---|---|---|---|',
      row('a question in the moment in which the server starts', atOnce),
      row('the first question, a second later', first.slice(0, 1)),
      row('each for the first time', first),
      row(`each ${times - 1} times more`, later),
      '',
    ]
  } finally {
    started.process.kill()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Each id of a run that a question names is that of a run that is there. */
function questionsOf(name: string, id: string): object[] {
  const text = readFileSync(`test/fixtures/assistant/${name}.yaml`, 'utf8')
  const { questions } = questionsSchema.parse(parse(text.replaceAll(/\{\w+\}/g, id)))
  return questions.map(({ q, view, model_id }) => ({ message: q, context: { view, model_id } }))
}

/** Milliseconds until the first word: of what fails, until the failure. */
async function firstWord(url: string, body: object): Promise<number> {
  const begun = performance.now()
  const response = await fetch(`${url}/assistant/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  let text = ''
  let taken: number | undefined
  if (!response.body) return performance.now() - begun
  // All of it is read, so that no answer takes of the next one.
  for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
    text += chunk
    if (/^event: (?:token|error)/m.test(text)) taken ??= performance.now() - begun
  }
  return taken ?? performance.now() - begun
}

function at(taken: readonly number[], share: number): string {
  const sorted = [...taken].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))].toFixed(1)
}
