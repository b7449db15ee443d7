import { SigmaError } from '../../core/errors.ts'
import { commandLine } from '../commandLine.ts'
import type { CliContext } from '../context.ts'
import { globalWords } from '../globalWords.ts'
import type { Target } from './target.ts'
import { targetOf, targets } from './targets.ts'
import { readWords, unknownVariables, type Variables, variablesOf } from './variables.ts'

export interface MakeOptions {
  directory?: string
  justPrint?: boolean
  keepGoing?: boolean
  silent?: boolean
}

/** Runs the command of each target in turn, up to the first that fails; without a target it lists them. */
export async function runMake(
  context: CliContext,
  words: readonly string[],
  options: MakeOptions,
): Promise<void> {
  const { output } = context
  const { targets: names, given } = readWords(words)
  for (const remark of unknownVariables(given)) output.note(`note: ${remark}`)
  if (names.length === 0) return listTargets(context)
  const variables = variablesOf(given, process.env)
  const globals = globalWords({
    ...context.globals,
    ...(options.directory !== undefined && { workspace: options.directory }),
    ...(given.get('BASE_URL') && { baseUrl: given.get('BASE_URL') }),
  })
  // All of them are known before the first is run.
  const lines = names.map((name) => lineOf(name, variables, globals))
  if (!options.justPrint) return runLines(context, lines, options)
  const shown = lines.map(({ argv }) => commandLine(argv))
  output.answer({ ok: true, commands: shown }, () => shown.join('\n'))
}

interface Line {
  argv: string[]
  note?: string
}

/** @throws the reason for which a target stands for no command, or lacks a variable */
function lineOf(name: string, variables: Variables, globals: readonly string[]): Line {
  const target = targetOf(name)
  if ('gone' in target) {
    throw new SigmaError('INVALID_PARAM', `make ${name}: ${target.gone}`, {
      next: 'docs/guide/from-the-makefile.md goes through every target',
    })
  }
  const missing = (target.requires ?? []).filter((name) => variables.get(name) === '')
  if (missing.length > 0) {
    throw new SigmaError('INVALID_PARAM', missing.map((variable) => `${variable} is required`).join(', '), {
      next: `sigma make ${name} ${missing.map((variable) => `${variable}=…`).join(' ')}`,
      details: { field_errors: missing.map((field) => ({ field, issue: 'is required' })) },
    })
  }
  const argv = [...target.command.split(' '), ...(target.words?.(variables) ?? []), ...globals]
  return { argv, note: target.note }
}

async function runLines(context: CliContext, lines: readonly Line[], options: MakeOptions): Promise<void> {
  const { output, globals } = context
  let first = 0
  for (const { argv, note } of lines) {
    if (!options.silent && !globals.quiet) output.warn(commandLine(argv))
    if (note !== undefined) output.note(`note: ${note}`)
    const code = await context.run(argv)
    if (first === 0) first = code
    if (code !== 0 && (!options.keepGoing || context.signal.aborted)) break
  }
  context.exitWith(first)
}

function listTargets({ output }: CliContext): void {
  const rows = targets.map((target) => ({
    target: target.name,
    stands_for: standsFor(target),
    requires: 'requires' in target ? (target.requires ?? []).join(' ') : '',
  }))
  output.list(
    { ok: true, rows },
    {
      columns: [
        { field: 'target', rank: 0 },
        { field: 'stands_for', title: 'stands for', rank: 0 },
        { field: 'requires', rank: 1 },
      ],
      whenEmpty: 'there are no targets',
    },
  )
}

function standsFor(target: Target): string {
  return 'gone' in target ? `nothing: ${target.gone}` : `sigma ${target.command}`
}
