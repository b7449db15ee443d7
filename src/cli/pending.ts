import { Command } from 'commander'
import { SigmaError } from '../core/errors.ts'

/** Commands that are still to come, each with what it will do. It can only shrink: a test holds its size. */
const pendingCommands = {
  worker: 'takes jobs from the queue of a server elsewhere',
} as const

export type PendingName = keyof typeof pendingCommands

export const pendingNames: readonly PendingName[] = Object.keys(pendingCommands).filter(isPending)

function isPending(name: string): name is PendingName {
  return name in pendingCommands
}

/**
 * Gives the program the commands that are still to come. They are hidden, for help and completion show what works;
 * who types one learns that it was no slip.
 */
export function addPending(program: Command): void {
  for (const name of pendingNames) program.addCommand(pendingCommand(name), { hidden: true })
}

function pendingCommand(name: PendingName): Command {
  return new Command(name)
    .description(`${pendingCommands[name]} (not there yet)`)
    .argument('[words...]', 'whatever it will take')
    .allowUnknownOption()
    .action(() => {
      throw notYet(name)
    })
}

/** The failure of a command that is still to come. */
function notYet(name: PendingName): SigmaError {
  return new SigmaError('NOT_IMPLEMENTED', `sigma ${name} is not there yet: ${pendingCommands[name]}`, {
    next: 'sigma --help lists what there is',
  })
}
