import { BackendFailure } from '../../client/failure.ts'
import { SigmaError } from '../../core/errors.ts'
import { exitCodeOf } from '../exitCodeOf.ts'
import type { Globals } from '../globals.ts'
import { Interrupted } from '../interrupted.ts'
import { withoutSecrets } from '../secrets.ts'
import { annotation, isAnnotated } from './annotations.ts'
import { withOption } from './optionName.ts'
import { painter } from './paint.ts'

/** What was going on when a command failed. */
export interface Situation {
  /** The options of the command, such as `--splits`: faults of the request are told beside them. */
  options?: readonly string[]
  /** Writes the report of a crash and answers its path; undefined where it could not be written. */
  writeCrash?: (error: unknown) => string | undefined
}

/** Tells a failure: what failed, why, what to do next; as JSON too when asked for. Returns the exit code. */
export function reportError(
  error: unknown,
  globals: Globals,
  { options = [], writeCrash }: Situation = {},
): number {
  const report = error instanceof SigmaError ? undefined : writeCrash?.(error)
  if (globals.json || globals.jsonl) process.stdout.write(`${JSON.stringify(errorAnswer(error, report))}\n`)
  const paint = painter(globals.color && !process.env.NO_COLOR && process.stderr.isTTY === true)
  for (const line of errorLines(error)) process.stderr.write(`${line}\n`)
  if (!globals.json && !globals.jsonl && isAnnotated(process.env) && !(error instanceof Interrupted))
    process.stderr.write(`${annotation('error', 'sigma', messageOf(error))}\n`)
  if (globals.debug && error instanceof Error)
    process.stderr.write(`${paint.dim(masked(error.stack ?? error.message))}\n`)
  return exitCodeOf(error)

  function errorLines(failure: unknown): string[] {
    if (!(failure instanceof SigmaError)) {
      return [`${paint.red('bug:')} ${messageOf(failure)}`, bugLine()]
    }
    const fields = failure.details.field_errors
    const head = failure instanceof Interrupted ? paint.yellow('stopped:') : paint.red('error:')
    const lines =
      Array.isArray(fields) && fields.length > 1
        ? [`${head} ${fields.length} faults`, ...fields.map((fault) => `  ${faultText(fault, options)}`)]
        : [`${head} ${besideOption(failure.message, Array.isArray(fields) ? fields[0] : undefined)}`]
    if (failure.next) lines.push(`${paint.cyan('next:')} ${failure.next}`)
    // Of a server elsewhere it is what whoever runs it can find the request by.
    if (failure instanceof BackendFailure && failure.requestId && (failure.at || failure.code === 'INTERNAL'))
      lines.push(paint.dim(`request ${failure.requestId}${failure.at ? ` at ${failure.at}` : ''}`))
    return lines
  }

  function bugLine(): string {
    if (report !== undefined) return `this is a fault of Sigma; report it with what is in ${report}`
    return globals.debug
      ? 'this is a fault of Sigma; report it with these lines'
      : 'this is a fault of Sigma; run it again with --debug and report what it prints'
  }

  /** A message of one fault, which begins with its field. */
  function besideOption(message: string, fault: unknown): string {
    if (!isFault(fault) || fault.line !== undefined || !message.startsWith(`${fault.field}:`)) return message
    return withOption(fault.field, options) + message.slice(fault.field.length)
  }
}

/** What a failure says. Nobody chose the words of a bug: they may hold what was sent, and end in the log of a CI job. */
function messageOf(error: unknown): string {
  if (error instanceof SigmaError) return error.message
  return masked(error instanceof Error ? error.message : String(error))
}

const masked = (text: string): string => withoutSecrets(text, { env: process.env })

type Fault = { field: string; issue: string; line?: number }

const isFault = (fault: unknown): fault is Fault =>
  typeof fault === 'object' &&
  fault !== null &&
  'field' in fault &&
  typeof fault.field === 'string' &&
  'issue' in fault

/** A fault in a line of a file has no option that sets it. */
function faultText(fault: unknown, options: readonly string[]): string {
  if (!isFault(fault)) return String(fault)
  const { field, issue, line } = fault
  return line === undefined ? `${withOption(field, options)}: ${issue}` : `${field} (line ${line}): ${issue}`
}

function errorAnswer(error: unknown, report: string | undefined): unknown {
  if (!(error instanceof SigmaError)) {
    const message = messageOf(error)
    return { ok: false, error: { code: 'INTERNAL', message, ...(report && { details: { report } }) } }
  }
  const { code, message, next, details } = error
  const hasDetails = Object.keys(details).length > 0
  return {
    ok: false,
    error: { code, message, ...(next && { next }), ...(hasDetails && { details }) },
    ...(error instanceof BackendFailure && error.requestId && { request_id: error.requestId }),
  }
}
