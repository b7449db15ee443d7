import { type Command, InvalidArgumentError, Option } from 'commander'

/** Options that every command takes. */
export interface Globals {
  baseUrl?: string
  workspace?: string
  json?: boolean
  jsonl?: boolean
  quiet?: boolean
  verbose?: boolean
  color: boolean
  /** False with --no-pager. */
  pager?: boolean
  dryRun?: boolean
  timeout?: number
  yes?: boolean
  tokenFile?: string
  debug?: boolean
}

export function addGlobalOptions(program: Command): Command {
  return program
    .option(
      '--base-url <url>',
      'backend to call (default: the running server of the workspace, else an embedded one)',
    )
    .option('--workspace <dir>', 'folder with sigma.yaml, packs/ and .sigma/ (default: the current one)')
    .option('--json', 'print the answer as JSON, alone, also when it fails')
    .option('--jsonl', 'print lists as one JSON object a line')
    .option('--quiet', 'no progress and no hints')
    .option('--verbose', 'show each request with its id')
    .option('--no-color', 'no colours (also: NO_COLOR)')
    .option('--no-pager', 'long lists as they are, not in $PAGER (usually less)')
    .option('--dry-run', 'show the request of a command that writes, and send nothing')
    .option('--timeout <seconds>', 'give up on a request after this long', positive)
    .option('--yes', 'answer yes to every question')
    .option('--token-file <file>', 'file that holds the bearer token')
    .addOption(new Option('--debug', 'show stack traces'))
}

/** A number above 0, for an option. */
export function positive(text: string): number {
  const value = Number(text)
  if (!(value > 0)) throw new InvalidArgumentError(`expected a number above 0, got "${text}"`)
  return value
}

/** A share above 0, up to 1, for an option. */
export function share(text: string): number {
  const value = number(text)
  if (!(value > 0 && value <= 1))
    throw new InvalidArgumentError(`expected a number above 0 up to 1, got "${text}"`)
  return value
}

/** A number from 0 on, for an option. */
export function notNegative(text: string): number {
  const value = number(text)
  if (value < 0) throw new InvalidArgumentError(`expected a number from 0 on, got "${text}"`)
  return value
}

/** A whole number of at least `least`, and of at most `most` where there is one, for an option. */
export function whole(least: number, most = Number.POSITIVE_INFINITY): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (!Number.isInteger(value) || value < least || value > most) {
      const range = Number.isFinite(most) ? `from ${least} to ${most}` : `of at least ${least}`
      throw new InvalidArgumentError(`expected a whole number ${range}, got "${text}"`)
    }
    return value
  }
}

/** A number, for an option. */
export function number(text: string): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value))
    throw new InvalidArgumentError(`expected a number, got "${text}"`)
  return value
}

/** A date as YYYY-MM-DD that the calendar has, for an option. */
export function date(text: string): string {
  const time = Date.parse(`${text}T00:00:00Z`)
  if (
    !/^\d{4}-\d{2}-\d{2}$/.test(text) ||
    Number.isNaN(time) ||
    new Date(time).toISOString().slice(0, 10) !== text
  ) {
    throw new InvalidArgumentError(`expected a date as YYYY-MM-DD, got "${text}"`)
  }
  return text
}
