import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Editing } from '../../src/cli/changeConfig.ts'
import { createModel } from '../../src/cli/commands/models/create.ts'
import { editModel } from '../../src/cli/commands/models/edit.ts'
import { type CliContext, createContext } from '../../src/cli/context.ts'
import { editText } from '../../src/cli/editor.ts'
import { assignment, fieldPath, withFields } from '../../src/cli/fieldPaths.ts'
import { addGlobalOptions } from '../../src/cli/globals.ts'
import { Back, type Choice, Left, type Prompts } from '../../src/cli/guide/prompts.ts'
import { Interrupted } from '../../src/cli/interrupted.ts'
import { quickWorkspace } from '../server/testHost.ts'
import { captured, runSigma } from './runSigma.ts'

const id = 'qqq_eq_swing_daily'
let workspace: string
beforeAll(async () => {
  workspace = await quickWorkspace()
})
// Vite sets it to "/" for the code that it runs.
beforeEach(() => vi.stubEnv('BASE_URL', undefined))
afterEach(() => vi.unstubAllEnvs())

const sigma = (...words: string[]) => runSigma('models', ...words, '--workspace', workspace)
const fileOf = (model = id) => join(workspace, `packs/swingsigma/model_configs/${model}.yaml`)

/** Runs a command as the program does, with whoever is asked in the place of a terminal. */
async function inContext(act: (context: CliContext) => Promise<void>, ...globals: string[]) {
  const { context, open, close } = createContext(new AbortController().signal)
  await open(
    addGlobalOptions(new Command('sigma')).parse(['--workspace', workspace, ...globals], { from: 'user' }),
  )
  let error: unknown
  const printed = await captured(async () => {
    await act(context).catch((thrown: unknown) => {
      error = thrown
    })
    return 0
  })
  await close()
  return { ...printed, error }
}

describe('--set and --unset', () => {
  it('read JSON where there is some, and text everywhere else', () => {
    const read = (text: string) => assignment(text)[0]
    expect(read('hyperparams.max_depth=3')).toEqual({ path: ['hyperparams', 'max_depth'], value: 3 })
    expect(read('hours=[13,14]').value).toEqual([13, 14])
    expect(read('train_window.end=2024-12-31').value).toBe('2024-12-31')
    expect(read('notes=a=b').value).toBe('a=b')
    expect(read('hours=null').value).toBeNull()
    for (const wrong of ['notes', '=1', 'a..b=1', 'a b=1'])
      expect(() => assignment(wrong)).toThrow('PATH=VALUE')
    expect(() => fieldPath('a.')).toThrow('--unset: expected PATH')
  })

  it('change fields at any depth, and leave what is beside them', () => {
    const before = { model: 'gbm', label: { kind: 'a', params: { x: 1, y: 2 } }, hours: [13] }
    const set = assignment('label.params.x=5', assignment('new.deep=true'))
    expect(withFields(before, { set, unset: [['label', 'params', 'y'], ['nothing']] })).toEqual({
      ...{ model: 'gbm', label: { kind: 'a', params: { x: 5 } }, hours: [13], new: { deep: true } },
    })
    expect(before.label.params).toEqual({ x: 1, y: 2 })
    expect(() => withFields(before, { set: assignment('hours.0=1') })).toThrow(
      'hours is [13], which has no fields',
    )
  })
})

describe('sigma models', () => {
  it('makes, changes and puts back a config by flags, and tells what differs', async () => {
    const made = await sigma(
      'create',
      '--ticker',
      'QQQ',
      '--asset',
      'eq',
      '--horizon',
      'swing',
      '--cadence',
      'daily',
    )
    expect(made.code, made.stderr).toBe(0)
    const text = readFileSync(fileOf(), 'utf8')
    const words = ['edit', id, '--set', 'hyperparams.n_estimators=50', '--unset', 'train_window']
    const line = 'hyperparams.n_estimators: 200 -> 50'
    const dry = await sigma(...words, '--dry-run')
    expect([dry.code, dry.stdout]).toEqual([
      0,
      expect.stringMatching(new RegExp(`${line}[\\s\\S]*nothing was written`)),
    ])
    expect(readFileSync(fileOf(), 'utf8')).toBe(text)
    const shown = JSON.parse((await sigma(...words, '--dry-run', '--json')).stdout)
    expect(shown).toMatchObject({ dry_run: true, request: { method: 'PUT', body: { model_id: id } } })
    const edited = await sigma(...words)
    expect([edited.code, edited.stdout]).toEqual([0, expect.stringContaining(line)])
    expect(edited.stdout).toContain('version 2')
    const { rows } = JSON.parse((await sigma('versions', id, '--json')).stdout)
    expect(rows).toMatchObject([
      { version: 2, in_force: true },
      { version: 1, in_force: false },
    ])
    expect((await sigma('versions', id, '--show', '1')).stdout).toBe(text)
    // A file that can't be read any more is put back too.
    writeFileSync(fileOf(), 'model: [')
    const restored = await sigma('restore', id, '--to', '1', '--json')
    expect(JSON.parse(restored.stdout)).toMatchObject({ ok: true, version: 4 })
    expect(readFileSync(fileOf(), 'utf8')).toBe(text)
  })

  it.each([
    [['edit', id, '--set', 'hyperparams.max_depth=deep'], 'hyperparams.max_depth'],
    [['edit', id, '--set', 'cadence=hourly'], 'cadence: says hourly'],
    [['edit', id], 'names nothing to change'],
    [['edit', 'nobody', '--set', 'notes=a'], 'unknown model'],
    [['edit', '../x', '--set', 'notes=a'], 'expected up to 200 letters'],
    [['restore', id, '--to', '99'], 'no version 99'],
    [['restore', id, '--to', '0'], '--to'],
    [['restore', id], '--to: is missing'],
    [['create'], '--template: is missing'],
  ])('refuses %j, and says why', async (words, why) => {
    const { code, stderr } = await sigma(...words)
    expect([code, stderr]).toEqual([expect.toBeOneOf([1, 2]), expect.stringContaining(why)])
  })
})

describe('sigma models edit at a terminal', () => {
  /** Who leaves these texts in the editor, one after the other, and answers each question. */
  function editor(texts: ((text: string) => string)[], answers: boolean[]) {
    const asked: string[] = []
    const editing: Editing = {
      edit: async (text) => (texts.shift() ?? ((same) => same))(text),
      async agrees(question) {
        asked.push(question)
        return answers.shift() ?? false
      },
    }
    return { editing, asked }
  }
  const edit = (editing: Editing, ...globals: string[]) =>
    inContext((context) => editModel(context, id, {}, editing), ...globals)

  it('opens the editor again for what is wrong, shows what differs, and writes what is agreed to', async () => {
    const { editing, asked } = editor(
      [
        (text) => text.replace('max_depth: 4', 'max_depth: deep'),
        (text) => text.replace('max_depth: deep', 'max_depth: 3 # shallow'),
      ],
      [true, true],
    )
    const { error, stdout, stderr } = await edit(editing)
    expect(error).toBeUndefined()
    expect(stderr).toMatch(/swing_daily\.yaml:\d+: hyperparams\.max_depth[\s\S]*max_depth: 4 -> 3/)
    expect(asked).toEqual(['Edit it again?', expect.stringMatching(/^Write this to packs.*\?$/)])
    expect(stdout).toContain('max_depth: 4 -> 3')
    expect(readFileSync(fileOf(), 'utf8')).toContain('max_depth: 3 # shallow')
  })

  it('writes nothing that is not agreed to, or that is the same', async () => {
    const before = readFileSync(fileOf(), 'utf8')
    const refused = editor([(text) => text.replace('max_depth: 3', 'max_depth: 5')], [false])
    expect((await edit(refused.editing)).stderr).toContain('nothing was written')
    const wrong = editor([() => 'a: ['], [false])
    expect((await edit(wrong.editing)).error).toMatchObject({ code: 'INVALID_PARAM' })
    const same = editor([], [])
    expect((await edit(same.editing)).stderr).toContain('nothing was changed')
    expect(same.asked).toEqual([])
    expect(readFileSync(fileOf(), 'utf8')).toBe(before)
    const agreed = editor([(text) => text.replace('max_depth: 3', 'max_depth: 5')], [])
    expect((await edit(agreed.editing, '--yes')).error).toBeUndefined()
    expect(agreed.asked).toEqual([])
  })
})

describe('sigma models create at a terminal', () => {
  /** Answers in order; a choice has to be among those that are offered. */
  function scripted(replies: (string | Error)[]): Prompts {
    const next = (): string => {
      const reply = replies.shift()
      if (reply instanceof Error) throw reply
      return reply ?? ''
    }
    const chosen = <Value extends string>(choices: readonly Choice<Value>[]): Value => {
      const reply = next()
      const found = choices.find(({ value }) => value === reply)
      if (!found) throw new Error(`${reply} is none of ${choices.map(({ value }) => value)}`)
      return found.value
    }
    return {
      select: async (_message, choices) => chosen(choices),
      search: async (_message, choices) => chosen(choices),
      pick: async () => [],
      async text({ fault }) {
        const reply = next()
        expect(fault(reply)).toBeUndefined()
        return reply
      },
    }
  }
  const create = (replies: (string | Error)[]) =>
    inContext((context) => createModel(context, {}, async () => scripted(replies)))

  it('asks for a template, and goes back to what is answered anew', async () => {
    const { error, stdout, stderr } = await create([
      'template',
      new Back(),
      'template',
      'swing_momentum_daily_v1',
      'to try',
      new Back(),
      'tried',
      'aggressive',
    ])
    expect(error).toBeUndefined()
    expect(stdout).toContain('made spy_eq_swing_daily_tried in pack swingsigma')
    expect(stderr).toContain(
      'repeat it with: sigma models create --template swing_momentum_daily_v1 --name tried --risk aggressive',
    )
  })

  it('asks for parts, and makes nothing of those that are left', async () => {
    const made = await create(['parts', 'MSFT', 'eq', 'long', 'daily', ''])
    expect(made.stdout).toContain('made msft_eq_long_daily in pack longsigma')
    const left = await create(['parts', 'AAPL', new Left()])
    expect(left.error).toBeInstanceOf(Interrupted)
    expect(left.stdout).toBe('')
  })
})

describe('an editor', () => {
  it('is that of the user, with its options, and one that fails is told', async () => {
    vi.stubEnv('VISUAL', '')
    vi.stubEnv('EDITOR', 'sed -i s/one/two/')
    expect(await editText('one\n', 'a.yaml')).toBe('two\n')
    vi.stubEnv('EDITOR', 'false')
    await expect(editText('one\n', 'a.yaml')).rejects.toMatchObject({ code: 'UNAVAILABLE' })
  })
})
