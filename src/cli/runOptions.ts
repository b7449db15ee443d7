import type { Command } from 'commander'
import { date, whole } from './globals.ts'

export interface WindowOptions {
  start?: string
  end?: string
}

/** Options of every run that is kept. */
export interface RunOptions {
  risk?: string
  tag?: string
  force?: boolean
  matrix?: string
  threads?: number
  detach?: boolean
}

export function windowOptions(command: Command): Command {
  return command
    .option('--start <date>', 'first day, YYYY-MM-DD', date)
    .option('--end <date>', 'last day, YYYY-MM-DD', date)
}

export function matrixOption(command: Command): Command {
  return command.option('--matrix <sha>', "stored matrix to use (default: the model's latest)")
}

export function runOptions(command: Command): Command {
  return command
    .option('--risk <profile>', 'risk profile: conservative, balanced or aggressive')
    .option('--tag <text>', 'a word to find the run by')
    .option('--force', 'run again although an equal run is stored')
    .option('--threads <n>', 'worker threads (default: the cores)', whole(1))
    .option('--detach', 'start it on the running server and return at once')
}

export function runFields({ risk, tag, force, matrix }: RunOptions) {
  return { risk_profile: risk, tag, force, matrix_sha: matrix }
}
