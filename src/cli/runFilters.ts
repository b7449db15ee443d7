import { type Command, Option } from 'commander'
import { date } from './globals.ts'

/** Options that narrow a list of runs. */
export interface RunFilterOptions {
  pack?: string
  model?: string
  tag?: string
  status?: string
  start?: string
  end?: string
}

/** The states of runs and jobs. */
export const runStates = ['queued', 'running', 'completed', 'failed', 'canceled']

export function runFilterOptions(command: Command): Command {
  return rankedFilterOptions(command).addOption(
    new Option('--status <state>', 'only runs in this state').choices(runStates),
  )
}

/** The same for lists that hold completed runs only. */
export function rankedFilterOptions(command: Command): Command {
  return command
    .option('--pack <id>', 'only this pack')
    .option('--model <id>', 'only this model')
    .option('--tag <text>', 'only runs with this tag')
    .option('--start <date>', 'only runs from this day on, YYYY-MM-DD', date)
    .option('--end <date>', 'only runs up to this day, YYYY-MM-DD', date)
}

export function runFilters({ pack, model, tag, status, start, end }: RunFilterOptions) {
  return { pack_id: pack, model_id: model, tag, status, start, end }
}
