import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { loadCommands } from '../../src/cli/commands/index.ts'
import { createContext } from '../../src/cli/context.ts'
import { documents, root } from './documents.ts'

// `npm run docs:commands` writes the pages anew, from the very definitions that --help shows.

const { context } = createContext(new AbortController().signal)
const registry = await loadCommands(context)
const folder = join(root, 'docs', 'commands')

/** The help as --help prints it, at a width that no terminal changes. */
function helpOf(command: Command, parents: string): string {
  let text = ''
  command.configureOutput({
    getOutHelpWidth: () => 100,
    writeOut: (part) => {
      text += part
    },
  })
  command.outputHelp()
  // A command on its own does not know the program that it is added to.
  return text.trimEnd().replace(/^Usage: .*/, (line) => line.replace('Usage: ', `Usage: ${parents} `))
}

/** The command and all below it, each with the words that lead to it. */
function below(command: Command, parents = 'sigma'): { path: string; help: string; depth: number }[] {
  const path = `${parents} ${command.name()}`
  const own = { path, help: helpOf(command, 'sigma'), depth: path.split(' ').length - 1 }
  return [own, ...command.commands.flatMap((inner) => below(inner, path))]
}

function page(command: Command): string {
  const parts = below(command).map(
    ({ path, help, depth }) => `${'#'.repeat(depth)} ${path}\n\n\`\`\`text\n${help}\n\`\`\`\n`,
  )
  return [...parts, 'Options of every command: `sigma --help`. All commands: [the index](README.md).\n'].join(
    '\n',
  )
}

function index(): string {
  const rows = registry.map((command) => {
    const name = command.name()
    return `| [${name}](${name}.md) | ${command.description().replaceAll('|', '\\|')} |\n`
  })
  return `# Commands\n\nMade from what \`--help\` prints, by \`npm run docs:commands\`.\n\n| command | what it is for |\n|---|---|\n${rows.join('')}`
}

describe('the pages of the commands', () => {
  it.each(registry.map((command) => [command.name(), command] as const))(
    'has the help of %s and of all below it',
    async (name, command) => {
      await expect(page(command)).toMatchFileSnapshot(join(folder, `${name}.md`))
    },
  )

  it('are listed', async () => {
    await expect(index()).toMatchFileSnapshot(join(folder, 'README.md'))
  })

  it('are of commands that there are', () => {
    const names = [...registry.map((command) => `${command.name()}.md`), 'README.md']
    expect(readdirSync(folder).filter((name) => !names.includes(name))).toEqual([])
  })

  it('are linked from docs/README.md, as is every page of the guide', () => {
    const all = documents()
    const text = all.find(({ path }) => path === 'docs/README.md')?.text ?? ''
    const guides = all.filter(({ path }) => path.startsWith('docs/guide/'))
    for (const { path } of guides) expect(text).toContain(`(${path.replace('docs/', '')})`)
    expect(text).toContain('(commands/README.md)')
  })
})
