import { inspect } from 'node:util'

/** Answers say only that the log has it, and standard error is the log: also of a command, and without `--verbose`. */
export function reportBug(error: unknown, where: string): void {
  process.stderr.write(`unexpected error in ${where}: ${inspect(error)}\n`)
}
