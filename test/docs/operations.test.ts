import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { loadCommands } from '../../src/cli/commands/index.ts'
import { createContext } from '../../src/cli/context.ts'
import { addGlobalOptions } from '../../src/cli/globals.ts'
import { readSettings } from '../../src/host/settings.ts'
import { root } from './documents.ts'

const read = (name: string): string => readFileSync(join(root, 'docs', 'operations', name), 'utf8')

/** What has no value in the files. */
const secrets: Record<string, string> = {
  DATABASE_URL: 'postgresql://sigma:secret@database:5432/sigma',
  SIGMA_ADMIN_TOKEN: 'a token that nobody guesses',
}

/** Of the AWS client's own chain. */
const credentials = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']

interface Example {
  commands: string[][]
  environment: Record<string, string>
  /** Variables that are named, and are given elsewhere. */
  named: string[]
}

/** Every record below a value of YAML, the value too. */
function records(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(records)
  if (typeof value !== 'object' || value === null) return []
  const own = Object.fromEntries(Object.entries(value))
  return [own, ...Object.values(own).flatMap(records)]
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

const textsByName = (value: unknown): [string, string][] =>
  records(value)
    .slice(0, 1)
    .flatMap((record) => Object.entries(record).map(([name, text]): [string, string] => [name, String(text)]))

/** Commands and variables of a file of Compose or Kubernetes. Those of images that are not ours are left out. */
function ofYaml(name: string): Example {
  const text = read(name)
  const documents = parseAllDocuments(text, { merge: true })
  expect(documents.flatMap(({ errors }) => errors)).toEqual([])
  const all = documents.flatMap((document) => records(document.toJS()))
  const ours = all.filter(({ command }) => texts(command)[0] === 'sigma')
  const variables = [
    ...ours.map(({ environment }) => environment),
    ...all.filter(({ kind }) => kind === 'ConfigMap').map(({ data }) => data),
  ]
  return {
    commands: ours.map(({ command }) => texts(command).slice(1)),
    environment: Object.fromEntries(variables.flatMap(textsByName)),
    named: [...text.matchAll(/--from-literal=(\w+)/g)].map(([, variable]) => variable),
  }
}

function ofUnit(name: string): Example {
  const text = read(name)
  const values = (key: string) =>
    [...text.matchAll(new RegExp(`^${key}=(.*)$`, 'gm'))].flatMap(([, value]) => value.split(' '))
  return {
    commands: [values('ExecStart').slice(2)],
    environment: Object.fromEntries(values('Environment').map((pair) => pair.split('='))),
    named: [...text.matchAll(/\b(?:SIGMA|DATABASE)_[A-Z_]+\b/g)].map(([variable]) => variable),
  }
}

const examples: [string, Example][] = [
  ['compose.yaml', ofYaml('compose.yaml')],
  ['kubernetes.yaml', ofYaml('kubernetes.yaml')],
  ['sigma-serve.service', ofUnit('sigma-serve.service')],
  ['sigma-worker.service', ofUnit('sigma-worker.service')],
]

/** What is wrong with a command line: an option that there is not, or a value that it does not take. */
async function faultOf(words: readonly string[]): Promise<string | undefined> {
  const { context } = createContext(new AbortController().signal)
  const program = addGlobalOptions(new Command('sigma'))
  for (const command of await loadCommands(context)) program.addCommand(command.action(() => undefined))
  const silent = { writeErr: () => undefined, writeOut: () => undefined }
  for (const command of [program, ...program.commands]) command.exitOverride().configureOutput(silent)
  try {
    await program.parseAsync(words, { from: 'user' })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

/** The variables of an example that no setting is read from, by reading its settings; faults of their values throw. */
async function unread({ environment, named }: Example): Promise<string[]> {
  const env = { ...Object.fromEntries(named.map((name) => [name, secrets[name] ?? ''])), ...environment }
  for (const [name, value] of Object.entries(env))
    if (value.includes('${')) env[name] = secrets[name] ?? value
  const { effective } = await readSettings({ workspace: tmpdir(), env: { ...env, HOME: tmpdir() } })
  const origins = new Set(effective.map(({ origin }) => origin))
  return Object.keys(env).filter((name) => !origins.has(name) && !credentials.includes(name))
}

describe('docs/operations', () => {
  it.each(examples)('%s runs commands that there are', async (_, { commands }) => {
    expect(commands.length).toBeGreaterThan(0)
    for (const words of commands) expect(await faultOf(words), words.join(' ')).toBeUndefined()
  })

  it.each(examples)('%s sets variables that are read, to what they may be', async (_, example) => {
    expect(Object.keys(example.environment)).toContain('SIGMA_JOBS')
    expect(await unread(example)).toEqual([])
  })

  it('finds an option and a variable that there are not', async () => {
    expect(await faultOf(['worker', '--threads', '2'])).toContain("unknown option '--threads'")
    expect(await faultOf(['worker', '--queues', 'sweeps'])).toContain('expected runs, fits or both')
    const wrong = { commands: [], environment: { SIGMA_JOB: 'pgboss' }, named: [] }
    expect(await unread(wrong)).toEqual(['SIGMA_JOB'])
  })
})
