import { Command } from 'commander'
import { didYouMean } from '../core/nearest.ts'

/** A command with subcommands. Alone it lists; a word that is none of them is told the nearest. */
export function group(name: string, list: Command, ...others: Command[]): Command {
  const command = new Command(name).addCommand(list, { isDefault: true })
  for (const other of others) command.addCommand(other)
  // Without this, a mistyped subcommand would be a superfluous argument of the list.
  list.allowExcessArguments(true).hook('preAction', () => {
    const [word] = list.args
    if (word === undefined) return
    if (command.args[0] === list.name())
      list.error(`error: '${name} ${list.name()}' takes no arguments, got ${list.args.join(' ')}`)
    const names = [list, ...others].map((inner) => inner.name())
    list.error(
      `error: unknown command '${name} ${word}'${didYouMean(word, names) || `; there are ${names.join(', ')}`}`,
    )
  })
  return command
}
