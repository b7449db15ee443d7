import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { execaSync } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bashScript } from '../../src/cli/completion/bash.ts'
import { fishScript } from '../../src/cli/completion/fish.ts'
import { packFileNames } from '../../src/cli/completion/packFileNames.ts'
import { completionsOf } from '../../src/cli/completion/places.ts'
import { powershellScript } from '../../src/cli/completion/powershell.ts'
import { zshScript } from '../../src/cli/completion/zsh.ts'

/** A small program with every kind of thing that is completed, and text that a shell could trip over. */
function program(): Command {
  const show = new Command('show')
    .description("a model's config: all of it")
    .argument('[model]')
    .option('--pack <id>', 'its pack')
  const list = new Command('list').option('--limit <n>', 'rows').addOption(new Option('--secret').hideHelp())
  const models = new Command('models')
    .description('models')
    .addCommand(list, { isDefault: true })
    .addCommand(show)
  const create = new Command('create')
    .addOption(new Option('--asset <kind>', 'what is traded').choices(['opt', 'eq']))
    .option('--csv <file>', 'a file')
    .option('--no-gate', 'no `gate` $(false) \\ "at" all')
  return new Command('sigma')
    .option('--base-url <url>', 'backend')
    .option('--json', 'as JSON')
    .addCommand(models)
    .addCommand(create)
}

const completions = completionsOf(program())
const place = (path: string) => completions.places.find((one) => one.path === path)

describe('completionsOf', () => {
  it('has every command, outer before inner', () => {
    expect(completions.places.map(({ path }) => path)).toEqual([
      '',
      '/models',
      '/models/list',
      '/models/show',
      '/create',
    ])
  })

  it('knows which values follow an option or stand as an argument', () => {
    expect(place('/models/show')?.arguments).toEqual([{ names: 'models' }])
    expect(place('/models/show')?.flags).toEqual([
      { name: '--pack', description: 'its pack', value: { names: 'packs' } },
    ])
    expect(place('/create')?.flags.map(({ value }) => value)).toEqual([
      { words: ['opt', 'eq'] },
      'file',
      undefined,
    ])
  })

  it('offers a group the options of its default command, and never a hidden one', () => {
    expect(place('/models')?.flags.map(({ name }) => name)).toEqual(['--limit'])
  })

  it('has options of the program at every place, with --help', () => {
    expect(completions.everywhere.map(({ name }) => name)).toEqual(['--base-url', '--json', '--help'])
  })
})

describe('the bash script', () => {
  const script = bashScript(completions)

  /** What bash would offer after the words, the last of which is being typed. */
  function offered(...words: string[]): string[] {
    const run = `sigma() { echo alpha beta; }\n${script}\nCOMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _sigma; printf '%s\\n' "\${COMPREPLY[@]}"`
    const { stdout } = execaSync('bash', ['-c', run, 'bash', 'sigma', ...words])
    return stdout.split('\n').filter(Boolean)
  }

  it('is valid', () => {
    expect(() => execaSync('bash', ['-n'], { input: script })).not.toThrow()
  })

  it.each([
    [['mo'], ['models']],
    [['models', 's'], ['show']],
    [['models', 'show', 'al'], ['alpha']],
    [['models', 'show', '--p'], ['--pack']],
    [
      ['models', 'show', '--pack', ''],
      ['alpha', 'beta'],
    ],
    [
      ['create', '--asset', ''],
      ['opt', 'eq'],
    ],
    [['create', '--js'], ['--json']],
    [['--base-url', 'x', 'cr'], ['create']],
    [['create', '--base-url', ''], []],
  ])('offers after %j: %j', (words, expected) => {
    expect(offered(...words)).toEqual(expected)
  })
})

describe('the zsh and fish scripts', () => {
  it('quote what the shell would read', () => {
    expect(zshScript(completions)).toContain("'show:a model'\\''s config\\: all of it'")
    expect(zshScript(completions)).toContain('\'--no-gate:no `gate` $(false) \\ "at" all\'')
    expect(fishScript(completions)).toContain("-a 'show' -d 'a model\\'s config: all of it'")
    expect(fishScript(completions)).toContain('-l no-gate -d \'no `gate` $(false) \\\\ "at" all\'')
  })

  it('ask for names when a key is pressed', () => {
    expect(zshScript(completions)).toContain(
      `'/models/show --pack') compadd -- \${(f)"$(sigma completion --names packs 2>/dev/null)"}`,
    )
    expect(fishScript(completions)).toContain(
      "-l pack -d 'its pack' -r -a '(sigma completion --names packs 2>/dev/null)'",
    )
  })
})

describe('the PowerShell script', () => {
  const script = powershellScript(completions)

  it('quotes what the shell would read', () => {
    expect(script).toContain(",@('show', 'a model''s config: all of it')")
    expect(script).toContain(",@('--no-gate', 'no `gate` $(false) \\ \"at\" all')")
  })

  it('completes values by the place and the option before', () => {
    expect(script).toContain("'/models/show --pack' { (sigma completion --names packs 2>$null); break }")
    expect(script).toContain("'/create --asset' { @('opt', 'eq'); break }")
    expect(script).toContain("'/create --csv' { 'anything'; break }")
    expect(script).toContain("'--base-url' { 'anything'; break }")
  })

  it('closes every bracket and quote that it opens', () => {
    const bare = script.replaceAll(/'(?:[^']|'')*'|"[^"]*"|#.*/g, '')
    for (const [open, close] of ['{}', '()', '[]'])
      expect(bare.split(open).length, `${open} ${close}`).toBe(bare.split(close).length)
    expect(bare).not.toMatch(/['"]/)
  })
})

describe('packFileNames', () => {
  let workspace: string
  beforeAll(() => {
    workspace = mkdtempSync(join(tmpdir(), 'sigma-names-'))
    mkdirSync(join(workspace, 'packs', 'mine', 'model_configs'), { recursive: true })
    writeFileSync(join(workspace, 'packs', 'mine', 'pack.yaml'), 'id: mine\n')
    writeFileSync(join(workspace, 'packs', 'mine', 'model_configs', 'own_model.yaml'), '')
    writeFileSync(join(workspace, 'packs', 'mine', 'model_configs', 'notes.txt'), '')
  })
  afterAll(() => rmSync(workspace, { recursive: true }))

  it('has the built-in packs and those of the workspace', async () => {
    expect(await packFileNames(workspace, 'packs')).toEqual(
      expect.arrayContaining(['mine', 'adhoc', 'zerosigma']),
    )
    expect(await packFileNames(workspace, 'packs'), 'the folder of the bars is no pack').not.toContain(
      'sample',
    )
  })

  it('has models and templates by the names of their files', async () => {
    const models = await packFileNames(workspace, 'models')
    expect(models).toEqual(expect.arrayContaining(['own_model', 'spx_eq_swing_daily']))
    expect(models).not.toContain('notes')
    expect(await packFileNames(workspace, 'templates')).toContain('swing_index_sample_v1')
  })

  it('needs no workspace', async () => {
    expect(await packFileNames(join(workspace, 'absent'), 'models')).toContain('spx_eq_swing_daily')
  })
})
