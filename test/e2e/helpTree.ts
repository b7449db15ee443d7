import type { Command } from 'commander'
import { loadCommands } from '../../src/cli/commands/index.ts'
import { createContext } from '../../src/cli/context.ts'

export interface Helped {
  /** The words after `sigma` that lead to the command. */
  path: string
  description: string
  /** It has no subcommands of its own. */
  isLeaf: boolean
  examples: string[]
}

/** Every command and subcommand of the registry, with the examples that its `--help` shows. */
export async function helpTree(): Promise<Helped[]> {
  const { context } = createContext(new AbortController().signal)
  return (await loadCommands(context)).flatMap((command) => below(command, ''))
}

function below(command: Command, parent: string): Helped[] {
  const path = `${parent} ${command.name()}`.trim()
  const own = {
    path,
    description: command.description(),
    isLeaf: command.commands.length === 0,
    examples: examplesOf(helpOf(command)),
  }
  return [own, ...command.commands.flatMap((inner) => below(inner, path))]
}

function helpOf(command: Command): string {
  let text = ''
  command.configureOutput({
    writeOut: (part) => {
      text += part
    },
  })
  command.outputHelp()
  return text
}

function examplesOf(help: string): string[] {
  const [, block = ''] = help.match(/^Examples:\n((?: {2}.+\n?)*)/m) ?? []
  return block
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
}
