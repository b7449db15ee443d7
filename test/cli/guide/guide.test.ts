import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createContext } from '../../../src/cli/context.ts'
import { addGlobalOptions } from '../../../src/cli/globals.ts'
import { guided } from '../../../src/cli/guide/guide.ts'
import { Back, type Choice, Left, type Prompts } from '../../../src/cli/guide/prompts.ts'
import { Interrupted } from '../../../src/cli/interrupted.ts'
import { parseCommand } from '../../docs/shellBlocks.ts'
import { putQuickModel } from '../../e2e/workspace.ts'
import { isUnbuilt, modelId, temporaryWorkspace } from '../../server/testHost.ts'
import { captured, runSigma } from '../runSigma.ts'

const workspace = temporaryWorkspace()
const answersFile = join(workspace, 'answers.yaml')
const scriptFile = join(workspace, 'run.sh')
const answers = `pack: swingsigma
model: ${modelId}
risk: balanced
window: { start: 2016-01-01 }
findings: stop
sweep: { top_pcts: [0.1, 0.2], splits: 2 }
rows: best
train: { tag: first, reason: to see }
report: html
`
const guide = (...options: string[]) => runSigma('guide', '--workspace', workspace, ...options)

beforeAll(() => {
  putQuickModel(workspace)
  writeFileSync(answersFile, answers)
})
// Vite sets it to "/" for the code that it runs.
beforeEach(() => vi.stubEnv('BASE_URL', undefined))
afterEach(() => vi.unstubAllEnvs())

describe.skipIf(isUnbuilt)('sigma guide --answers', () => {
  it('answers one object with ids and commands, and its script repeats the run', async () => {
    const { code, stdout, stderr } = await guide('--answers', answersFile, '--script', scriptFile, '--json')
    expect(code, stderr).toBe(0)
    const answer = JSON.parse(stdout)
    expect(answer).toMatchObject({ ok: true, pack_id: 'swingsigma', model_id: modelId, rows: [{ place: 1 }] })
    const [row] = answer.rows
    const bodies: Record<string, unknown>[] = []
    for (const line of readFileSync(scriptFile, 'utf8').split('\n')) {
      if (!/^(npx )?sigma /.test(line)) continue
      const ended = await runSigma(...parseCommand(line).argv, '--json')
      expect(ended.code, ended.stderr).toBe(0)
      bodies.push(JSON.parse(ended.stdout))
    }
    const [preview, build, sweep, train, report] = bodies
    expect(preview).toMatchObject({ qa: { ok: answer.preview_ok } })
    expect(build).toMatchObject({
      run_id: answer.build_run_id,
      matrix_sha: answer.matrix_sha,
      deduplicated: true,
    })
    expect(sweep).toMatchObject({ sweep_id: answer.sweep_id, deduplicated: true })
    expect(sweep.rows).toMatchObject([{ backtest_run_id: row.backtest_run_id }, {}])
    expect(train).toMatchObject({ run_id: answer.trained[0].run_id, deduplicated: true })
    expect(report).toMatchObject(answer.reports[0])
    expect(existsSync(answer.reports[0].file)).toBe(true)
  })

  it('tells each step with the command that repeats it, and keeps nothing, since the file is kept', async () => {
    const { code, stdout, stderr } = await guide('--answers', answersFile)
    expect(code, stderr).toBe(0)
    expect(stdout).toMatch(/^5 of 11: preview$/m)
    expect(stdout).toMatch(/^repeat it with: (npx )?sigma build .*--start 2016-01-01/m)
    // The estimate of the sweep.
    expect(stdout).toMatch(/^time +.* on \d+ threads?$/m)
    expect(stdout).toContain('The whole run as a script')
    expect(existsSync(join(workspace, '.sigma', 'guide.json'))).toBe(false)
  })

  it('--dry-run shows the commands alone', async () => {
    const { code, stdout } = await guide('--answers', answersFile, '--dry-run')
    expect(code).toBe(0)
    const lines = stdout.trimEnd().split('\n')
    expect(lines).toHaveLength(5)
    for (const line of lines) expect(line).toMatch(/^(npx )?sigma (preview|build|sweep|train|report) /)
  })

  it.each([
    [
      'a fault of each kind',
      answers.replace('rows: best', 'row: best').replace('2016-01-01', '2016-02-30'),
      [
        'window.start (line 4): expected a day that the calendar has',
        'rows (line 1): expected one of best, passed, none, got nothing',
        'row (line 7): unknown field; did you mean "rows"?',
      ],
    ],
    [
      'an unknown pack',
      answers.replace('swingsigma', 'swingsgma'),
      ['faulty.yaml:1: pack: ', 'did you mean "swingsigma"?'],
    ],
    [
      'an unknown model',
      answers.replace(modelId, 'spx_eq_swing_dayly'),
      ['faulty.yaml:2: model: ', `did you mean "${modelId}"?`],
    ],
    [
      'an unknown profile',
      answers.replace('balanced', 'bold'),
      ['faulty.yaml:3: risk: ', 'conservative, balanced, aggressive'],
    ],
    [
      'a window that ends before it starts',
      answers.replace('{ start', '{ end: 2015-01-01, start'),
      ['faulty.yaml:4: window: ends on'],
    ],
    [
      'a row that the sweep has not',
      answers.replace('best', '[1, 7]'),
      ['faulty.yaml:7: rows.1: the sweep has no row 7'],
    ],
  ])('names %s with its line, and exits 2', async (_, text, told) => {
    const file = join(workspace, 'faulty.yaml')
    writeFileSync(file, text)
    const { code, stderr } = await guide('--answers', file)
    expect(code, stderr).toBe(2)
    for (const words of told) expect(stderr).toContain(words)
  })

  it('without a terminal says so and exits 2', async () => {
    for (const options of [[], ['--resume']]) {
      const { code, stderr } = await guide(...options)
      expect(code).toBe(2)
      expect(stderr).toContain('there is no terminal')
      expect(stderr).toContain('--answers FILE')
    }
  })

  it('writes over no script of others', async () => {
    const { code, stderr } = await guide('--answers', answersFile, '--script', answersFile)
    expect(code).toBe(1)
    expect(stderr).toContain('is there already')
    expect(readFileSync(answersFile, 'utf8')).toBe(answers)
  })
})

/** What somebody does at a question: a value, `back` or `leave`. */
type Reply = (choices: readonly string[]) => unknown

/** Somebody who was told what to do at each question, in order. */
function scripted(replies: [question: RegExp, reply: Reply][]): Prompts {
  const next = (message: string, choices: readonly string[]): unknown => {
    const [question, reply] = replies.shift() ?? [/no more questions/, () => undefined]
    expect(message).toMatch(question)
    return reply(choices)
  }
  const values = (choices: Choice<unknown>[]): string[] => choices.map(({ value }) => String(value))
  const one = <Value>(choices: Choice<Value>[], value: unknown): Value => {
    const found = choices.find((choice) => choice.value === value)
    if (!found) throw new Error(`expected ${String(value)} among ${values(choices).join(', ')}`)
    return found.value
  }
  return {
    select: async (message, choices) => one(choices, next(message, values(choices))),
    search: async (message, choices) => one(choices, next(message, values(choices))),
    pick: async (message, choices) => [one(choices, next(message, values(choices)))],
    async text({ message, fault }) {
      const text = String(next(message, []))
      expect(fault(text), text).toBeUndefined()
      return text
    },
  }
}

const say =
  (value: unknown): Reply =>
  () =>
    value
const goBack: Reply = () => {
  throw new Back()
}
const leave: Reply = () => {
  throw new Left()
}

/** A guided run that asks, as the command starts it; what it threw is in `error`. */
async function ask(replies: [RegExp, Reply][], options: { resume?: boolean } = {}) {
  const { context, open, close } = createContext(new AbortController().signal)
  await open(addGlobalOptions(new Command('sigma')).parse(['--workspace', workspace], { from: 'user' }))
  let error: unknown
  const { stdout, stderr } = await captured(async () => {
    await guided(context, options, async () => scripted(replies)).catch((thrown: unknown) => {
      error = thrown
    })
    return 0
  })
  await close()
  return { error, stdout, stderr, left: replies.length }
}

const kept = join(workspace, '.sigma', 'guide.json')

describe.skipIf(isUnbuilt)('sigma guide with questions', () => {
  it('goes back, keeps the answers when it is left, and goes on to the end', async () => {
    const first = await ask([
      [/pack/, say('swingsigma')],
      [/model/, say(modelId)],
      [/profile/, goBack],
      [/model/, say(modelId)],
      [/profile/, say('balanced')],
      [/window/, say('own')],
      [/First day/, say('2016-01-04')],
      [/Last day/, goBack],
      [/First day/, goBack],
      [/window/, say('5')],
      [/Build/, say('no')],
      [/window/, say('own')],
      [/First day/, say('2016-01-04')],
      [/Last day/, say('2020-04-17')],
      [/Build/, say('yes')],
      [/tried/, leave],
    ])
    expect(first.error).toBeInstanceOf(Interrupted)
    expect(first.error).toMatchObject({
      message: expect.stringContaining('variants'),
      next: expect.stringContaining('guide --resume'),
    })
    expect(JSON.parse(readFileSync(kept, 'utf8'))).toMatchObject({
      at: 'variants',
      answers: { model: modelId, window: { start: '2016-01-04', end: '2020-04-17' } },
      outcomes: { build: { matrix_sha: expect.any(String) } },
    })
    const second = await ask(
      [
        [/tried/, say('own')],
        [/Threshold sets/, say('-')],
        [/Shares/, say('0.1, 0.2')],
        [/folds/, say('2')],
        [/Start the sweep/, say('yes')],
        [/rows/, (places) => Number(places[1])],
        [/Train/, say('why')],
        [/Train/, say('all')],
        [/tag/, say('second')],
        [/Why/, say('to "see"')],
        [/report/, say('none')],
      ],
      { resume: true },
    )
    expect(second.error, second.stderr).toBeUndefined()
    expect(second.left).toBe(0)
    expect(second.stdout).toMatch(/did not pass the balanced gate:\n- It/)
    expect(second.stdout).toContain('docs/guide/getting-started.md#the-reasons-of-a-gate')
    expect(second.stdout).toContain(`--override-gate --tag second --reason 'to "see"' --yes`)
    expect(existsSync(kept)).toBe(false)
  })

  it('asks what now where a step fails, and keeps the answers', async () => {
    const failing = await ask([
      [/pack/, say('swingsigma')],
      [/model/, say('spy_eq_swing_daily')],
      [/profile/, say('balanced')],
      // The bars of this model need a key.
      [/What now/, say('back')],
      [/profile/, say('balanced')],
      [/What now/, say('stop')],
    ])
    expect(failing.error).toBeInstanceOf(Interrupted)
    expect(failing.stderr).toContain('POLYGON_API_KEY')
    expect(JSON.parse(readFileSync(kept, 'utf8')).answers.model).toBe('spy_eq_swing_daily')
    const again = await ask([[/was stopped at the question of window/, leave]])
    expect(again.error).toBeInstanceOf(Interrupted)
    expect(existsSync(kept)).toBe(true)
  })

  it('refuses to go on with what is no guided run, or with none', async () => {
    writeFileSync(kept, '{"version":1,"at":"nowhere"}')
    expect((await ask([], { resume: true })).error).toMatchObject({ code: 'UNPROCESSABLE' })
    const none = createContext(new AbortController().signal)
    await none.open(
      addGlobalOptions(new Command('sigma')).parse(['--workspace', temporaryWorkspace()], { from: 'user' }),
    )
    await expect(guided(none.context, { resume: true }, async () => scripted([]))).rejects.toMatchObject({
      code: 'INVALID_PARAM',
    })
    await none.close()
  })
})
