import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { loadCommands } from '../../src/cli/commands/index.ts'
import { createContext } from '../../src/cli/context.ts'
import { runSigma } from './runSigma.ts'

const { context } = createContext(new AbortController().signal)

/** Every command that acts, with the words that lead to it. */
const leaves = (await loadCommands(context)).flatMap((command) => below(command, []))

function below(command: Command, parents: string[]): { words: string[]; command: Command }[] {
  const words = [...parents, command.name()]
  if (command.commands.length === 0) return [{ words, command }]
  return command.commands.flatMap((inner) => below(inner, words))
}

/** Told by the parser, before anything is read, asked or written. */
async function refused(argv: string[]): Promise<string> {
  const { code, stdout, stderr } = await runSigma(...argv)
  expect([argv.join(' '), code, stdout], stderr).toEqual([argv.join(' '), 2, ''])
  expect(stderr).not.toMatch(/^bug:|\n\s+at /)
  return stderr
}

const argumentsFor = (command: Command): string[] =>
  command.registeredArguments.map((argument) => argument.argChoices?.[0] ?? 'x')

describe('every command', () => {
  it('names the nearest option of one that it has not', async () => {
    expect(leaves.length).toBeGreaterThan(60)
    for (const { words, command } of leaves) {
      const [known] = command.options.flatMap(({ long, hidden }) => (hidden ? [] : (long ?? [])))
      const mistyped = `${known ?? '--timeout'}s`
      const told = await refused([...words, ...argumentsFor(command), mistyped])
      expect(told).toContain(`unknown option '${mistyped}'`)
      expect(told, words.join(' ')).toMatch(/Did you mean (one of )?--/)
    }
  })

  it('refuses an argument too many', async () => {
    for (const { words, command } of leaves) {
      if (command.registeredArguments.some(({ variadic }) => variadic)) continue
      await refused([...words, ...argumentsFor(command), 'surplus'])
    }
  })

  it('asks for an argument that it needs', async () => {
    for (const { words, command } of leaves) {
      const needed = command.registeredArguments.find(({ required }) => required)
      if (!needed) continue
      expect(await refused(words)).toContain(`missing required argument '${needed.name()}'`)
    }
  })

  it('names the option of a value that can not be read', async () => {
    // Lists and sizes are read by the server, which names them too.
    const readable = /<(n|number|share|date|seconds|bps|rounds|amount|length|bars|kind|state|order)>/
    let tried = 0
    for (const { words, command } of leaves) {
      for (const { long, hidden, flags } of command.options) {
        if (hidden || !long || !readable.test(flags)) continue
        const told = await refused([...words, ...argumentsFor(command), long, 'not.a:value'])
        expect(told, words.join(' ')).toContain(long)
        tried++
      }
    }
    expect(tried).toBeGreaterThan(150)
  })
})
