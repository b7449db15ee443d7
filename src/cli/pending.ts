import { Command } from 'commander'
import { SigmaError } from '../core/errors.ts'

/**
 * Commands that are still to come, each with what it will do; `|` parts those of one row of the table. It can only shrink: a
 * test holds its size.
 */
const pendingCommands = {
  'admin flags|users|jobs|risk-profiles|templates':
    'switches, users, jobs, risk budgets and templates of a server',
  alerts: "today's signals of a model at a threshold, with their brackets",
  ask: 'answers questions about runs and models, with where each answer comes from',
  calibrate: 'thresholds and brackets that fit a model',
  expirations: 'the next expiries of a ticker, and which have a chain',
  mcp: "the assistant's tools for other programs, over the Model Context Protocol",
  overlay: 'picks options for the signals of a model of shares',
  scan: 'goes through a universe of tickers by a preset',
  signals: 'stored signals, their summary and their leaderboard',
  worker: 'takes jobs from the queue of a server elsewhere',
} as const

export type PendingName = keyof typeof pendingCommands

export const pendingRows: readonly PendingName[] = Object.keys(pendingCommands).filter(isPending)

/** The commands of a row. */
export function commandsOf(row: PendingName): string[] {
  const words = row.split(' ')
  const last = words.pop() ?? ''
  return last.split('|').map((word) => [...words, word].join(' '))
}

function isPending(name: string): name is PendingName {
  return name in pendingCommands
}

/**
 * Gives the program the commands that are still to come. They are hidden, for help and completion show what works;
 * who types one learns that it was no slip.
 */
export function addPending(program: Command): void {
  for (const row of pendingRows) {
    for (const name of commandsOf(row)) {
      const words = name.split(' ')
      const parent = words.slice(0, -1).reduce(inner, program)
      parent.addCommand(pendingCommand(row, name), { hidden: true })
    }
  }
}

function inner(command: Command, name: string): Command {
  const found = command.commands.find((one) => one.name() === name)
  if (!found) throw new Error(`there is no command ${name}`)
  return found
}

function pendingCommand(row: PendingName, name: string): Command {
  return new Command(name.split(' ').at(-1))
    .description(`${pendingCommands[row]} (not there yet)`)
    .argument('[words...]', 'whatever it will take')
    .allowUnknownOption()
    .action(() => {
      throw notYet(row, name)
    })
}

/** The failure of a command that is still to come. */
export function notYet(row: PendingName, name: string = row): SigmaError {
  return new SigmaError('NOT_IMPLEMENTED', `sigma ${name} is not there yet: ${pendingCommands[row]}`, {
    next: 'sigma --help lists what there is',
  })
}
