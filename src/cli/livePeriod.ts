import type { Command } from 'commander'
import { date } from './globals.ts'

/** What of the live record is looked at. */
export interface LivePeriodOptions {
  risk?: string
  start?: string
  end?: string
}

export function livePeriodOptions(command: Command): Command {
  return command
    .option('--risk <profile>', 'only under this risk profile')
    .option('--start <date>', 'first day, YYYY-MM-DD (default: 30 days before the end)', date)
    .option('--end <date>', 'last day, YYYY-MM-DD (default: today)', date)
}
