import { readFileSync } from 'node:fs'
import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { commands, loadCommands } from '../../src/cli/commands/index.ts'
import { createContext } from '../../src/cli/context.ts'
import { addGlobalOptions } from '../../src/cli/globals.ts'

/** The rows of the specification's table, as words. */
const rows = readFileSync(new URL('../fixtures/cli/commands.txt', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .filter((line) => !line.startsWith('#'))
  .map((line) => {
    const words = line.split(' ')
    return {
      path: words.filter((word) => !word.startsWith('--')),
      options: words.filter((word) => word.startsWith('--')),
    }
  })

const { context } = createContext(new AbortController().signal)
const program = addGlobalOptions(new Command('sigma'))
for (const command of await loadCommands(context)) program.addCommand(command)

const optionsOf = ({ options }: Command): (string | undefined)[] => options.map(({ long }) => long)

describe('the table of commands', () => {
  it.each(rows)('has $path with $options', ({ path, options }) => {
    let command: Command | undefined = program
    for (const word of path) command = command?.commands.find((inner) => inner.name() === word)
    expect(command && optionsOf(command)).toEqual(expect.arrayContaining(options))
  })

  it('is behind no command of the program', () => {
    const named = new Set(rows.map(({ path }) => path[0]))
    // It has a test of its own.
    const more = program.commands.map((command) => command.name()).filter((name) => name !== 'guide')
    expect(more.filter((name) => !named.has(name))).toEqual([])
  })

  it('is listed under the name of each command', () => {
    expect(program.commands.map((command) => command.name())).toEqual(commands.map(({ name }) => name))
  })

  it('has the global options', () => {
    const expected =
      '--base-url --workspace --json --jsonl --quiet --verbose --no-color --dry-run --timeout --yes --token-file --debug'
    expect(optionsOf(program)).toEqual(expect.arrayContaining(expected.split(' ')))
  })
})
