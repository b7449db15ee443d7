import { BackendFailure } from '../../client/failure.ts'
import { SigmaError } from '../../core/errors.ts'
import { exitCodeOf } from '../exitCodeOf.ts'
import type { Globals } from '../globals.ts'
import { Interrupted } from '../interrupted.ts'
import { annotation, isAnnotated } from './annotations.ts'
import { painter } from './paint.ts'

/** Tells a failure: what failed, why, what to do next; as JSON too when asked for. Returns the exit code. */
export function reportError(error: unknown, globals: Globals): number {
  if (globals.json || globals.jsonl) process.stdout.write(`${JSON.stringify(errorAnswer(error))}\n`)
  const paint = painter(globals.color && !process.env.NO_COLOR && process.stderr.isTTY === true)
  for (const line of errorLines(error)) process.stderr.write(`${line}\n`)
  if (!globals.json && !globals.jsonl && isAnnotated(process.env) && !(error instanceof Interrupted))
    process.stderr.write(
      `${annotation('error', 'sigma', error instanceof Error ? error.message : String(error))}\n`,
    )
  if (globals.debug && error instanceof Error)
    process.stderr.write(`${paint.dim(error.stack ?? error.message)}\n`)
  return exitCodeOf(error)

  function errorLines(failure: unknown): string[] {
    if (!(failure instanceof SigmaError)) {
      const message = failure instanceof Error ? failure.message : String(failure)
      return [
        `${paint.red('bug:')} ${message}`,
        globals.debug
          ? 'this is a fault of Sigma; report it with these lines'
          : 'this is a fault of Sigma; run it again with --debug and report what it prints',
      ]
    }
    const fields = failure.details.field_errors
    const head = failure instanceof Interrupted ? paint.yellow('stopped:') : paint.red('error:')
    const lines =
      Array.isArray(fields) && fields.length > 1
        ? [`${head} ${fields.length} faults`, ...fields.map(faultLine)]
        : [`${head} ${failure.message}`]
    if (failure.next) lines.push(`${paint.cyan('next:')} ${failure.next}`)
    if (failure instanceof BackendFailure && failure.requestId && failure.code === 'INTERNAL')
      lines.push(`request ${failure.requestId}`)
    return lines
  }
}

function faultLine(fault: unknown): string {
  const { field, issue, line } = fault as { field: string; issue: string; line?: number }
  return `  ${field}${line === undefined ? '' : ` (line ${line})`}: ${issue}`
}

function errorAnswer(error: unknown): unknown {
  if (!(error instanceof SigmaError)) {
    return {
      ok: false,
      error: { code: 'INTERNAL', message: error instanceof Error ? error.message : String(error) },
    }
  }
  const { code, message, next, details } = error
  const hasDetails = Object.keys(details).length > 0
  return {
    ok: false,
    error: { code, message, ...(next && { next }), ...(hasDetails && { details }) },
    ...(error instanceof BackendFailure && error.requestId && { request_id: error.requestId }),
  }
}
