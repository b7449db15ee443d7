import { type Argument, type Command, Help, type Option } from 'commander'
import type { NameKind } from './names.ts'

/** What can be written at a place: names of the packs or of what ran, fixed words, a file, or anything. */
export type Value = { names: NameKind } | { words: string[] } | 'file' | 'anything'

export interface Flag {
  /** As written, with its dashes. */
  name: string
  description: string
  /** What follows it; absent for a switch. */
  value?: Value
}

/** A command as completion sees it. `path` is empty for `sigma` itself, else its names, as in `/models/show`. */
export interface Place {
  path: string
  commands: { name: string; description: string }[]
  flags: Flag[]
  arguments: Value[]
}

/** What completion knows of a program. */
export interface Completions {
  /** Options that may stand at every place. */
  everywhere: Flag[]
  places: Place[]
}

/** Every command of the registry with what may follow it, outer before inner. Hidden options are left out. */
export function completionsOf(program: Command): Completions {
  return { everywhere: [...shownFlags(program), helpFlag], places: placesBelow(program, '') }
}

const helpFlag: Flag = { name: '--help', description: 'options and examples' }

function placesBelow(command: Command, path: string): Place[] {
  // A group without a word runs its default command, so that one's options may follow at once.
  const byDefault = command.commands.filter((inner) => defaultNameOf(command) === inner.name())
  const place: Place = {
    path,
    commands: shownCommands(command).map((inner) => ({
      name: inner.name(),
      description: inner.description(),
    })),
    flags: path === '' ? [] : withoutRepeats([command, ...byDefault].flatMap(shownFlags)),
    arguments: command.registeredArguments.map(argumentValue),
  }
  const inner = shownCommands(command).flatMap((one) => placesBelow(one, `${path}/${one.name()}`))
  return [place, ...inner]
}

/** Those that its help lists, but for the one that commander puts there itself. */
function shownCommands(command: Command): readonly Command[] {
  const visible = new Set(new Help().visibleCommands(command))
  return command.commands.filter((inner) => visible.has(inner))
}

const shownFlags = ({ options }: Command): Flag[] => options.filter(({ hidden }) => !hidden).flatMap(flagsOf)

function flagsOf(option: Option): Flag[] {
  if (!option.long) return []
  const takes = option.required || option.optional
  return [
    { name: option.long, description: option.description, ...(takes && { value: optionValue(option) }) },
  ]
}

function optionValue({ long, flags, argChoices }: Option): Value {
  if (argChoices) return { words: argChoices }
  if (long === '--model') return { names: 'models' }
  if (long === '--pack') return { names: 'packs' }
  if (long === '--template') return { names: 'templates' }
  if (long === '--from' || long === '--from-trial') return { names: 'runs' }
  return /<(file|dir)>/.test(flags) ? 'file' : 'anything'
}

function argumentValue(argument: Argument): Value {
  if (argument.argChoices) return { words: argument.argChoices }
  const name = argument.name()
  if (name === 'model') return { names: 'models' }
  if (name === 'pack') return { names: 'packs' }
  if (name === 'sweep') return { names: 'sweeps' }
  if (name === 'run' || name === 'job' || name === 'backtest') return { names: 'runs' }
  return name === 'dir' || name === 'file' ? 'file' : 'anything'
}

function withoutRepeats(flags: Flag[]): Flag[] {
  return flags.filter((flag, i) => flags.findIndex(({ name }) => name === flag.name) === i)
}

/** Commander keeps the name of a group's default command to itself; its help marks it in no way. */
function defaultNameOf(command: Command): string | undefined {
  return '_defaultCommandName' in command && typeof command._defaultCommandName === 'string'
    ? command._defaultCommandName
    : undefined
}
