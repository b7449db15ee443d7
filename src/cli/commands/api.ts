import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { Command } from 'commander'
import { operations } from '../../contract/generated/operations.ts'
import { invalidParam } from '../../core/errors.ts'
import { nearest } from '../../core/nearest.ts'
import type { CliContext } from '../context.ts'
import { shownOnly } from '../dryRun.ts'
import { exitCodes } from '../exitCodes.ts'
import { examples } from '../output/help.ts'

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']

export function api(context: CliContext): Command {
  return new Command('api')
    .argument('<method>', methods.join(', '))
    .argument('<path>', 'path of a route, with its query')
    .option('--data <json>', 'body as JSON; @FILE reads it from a file, @- from standard input')
    .option('--confirm <text>', 'confirms a request that was refused with details.confirmation')
    .addHelpText(
      'after',
      examples(
        'sigma api GET /healthz',
        'sigma api POST /matrix/preview --data \'{"model_id":"spx_eq_swing_daily"}\'',
      ),
    )
    .action(
      async (name: string, argument: string, { data, confirm }: { data?: string; confirm?: string }) => {
        const { output } = context
        const method = checkedMethod(name)
        const path = argument.startsWith('/') ? argument : `/${argument}`
        const body = data === undefined ? undefined : await readBody(data, method)
        if (method !== 'GET' && shownOnly(context, { method, path, ...(body !== undefined && { body }) }))
          return
        const { client, baseUrl } = await context.connection()
        const { reached } = await import('../../client/failure.ts')
        const follows = path.split('?')[0].endsWith('/events')
        const response = await reached(
          client.send(method, path, {
            ...(body !== undefined && { body: JSON.stringify(body) }),
            ...(confirm !== undefined && { confirmation: confirm }),
            ...(follows && { accept: 'text/event-stream' }),
          }),
          baseUrl,
        )
        if (response.headers.get('Content-Type')?.startsWith('text/event-stream') && response.body) {
          for await (const chunk of response.body.pipeThrough(new TextDecoderStream()))
            process.stdout.write(chunk)
          return
        }
        const answer = parsed(await response.text())
        if (typeof answer === 'string') output.line(answer)
        else output.answer(answer, () => JSON.stringify(answer, null, 2))
        if (!response.ok) {
          const hint = unknownRoute(method, path)
          if (hint !== undefined) output.warn(hint)
        }
        if (!response.ok || saysNotOk(answer)) context.exitWith(exitCodes.failed)
      },
    )
}

function checkedMethod(name: string): string {
  const method = name.toUpperCase()
  if (methods.includes(method)) return method
  const looksLikePath = name.startsWith('/')
  throw invalidParam([{ field: 'METHOD', issue: `expected one of ${methods.join(', ')}, got ${name}` }], {
    next: looksLikePath ? `sigma api GET ${name}` : 'sigma api METHOD PATH',
  })
}

async function readBody(data: string, method: string): Promise<unknown> {
  if (method === 'GET') {
    throw invalidParam([{ field: '--data', issue: 'GET takes no body' }], {
      next: 'put the fields into the query: /path?field=value',
    })
  }
  const source = data.startsWith('@') ? data.slice(1) : undefined
  const json = source === undefined ? data : await readSource(source)
  try {
    return JSON.parse(json)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    throw invalidParam([{ field: '--data', issue: `is no valid JSON: ${error.message}` }], {
      next: 'put the JSON in single quotes, or read it from a file with --data @FILE',
    })
  }
}

async function readSource(source: string): Promise<string> {
  if (source === '-') return text(process.stdin)
  try {
    return await readFile(source, 'utf8')
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw invalidParam([{ field: '--data', issue: `cannot read ${source}: ${reason}` }])
  }
}

/** Why a route may be missing: no such path in the contract, or not by this method. Undefined for a known one. */
export function unknownRoute(method: string, path: string): string | undefined {
  const pathname = path
    .split('?')[0]
    .replace(/^\/api(?=\/)/, '')
    .replace(/(?<=.)\/$/, '')
  const known = Object.values(operations)
  const same = known.filter((operation) => matches(operation.path, pathname))
  if (same.some((operation) => operation.method === method)) return undefined
  if (same.length > 0)
    return `${pathname} takes ${same.map((operation) => operation.method).join(', ')}, not ${method}`
  const closest = nearest(
    pathname,
    known.map((operation) => filledIn(operation.path, pathname)),
  )
  return `${pathname} is no route of the contract${closest === undefined ? '; GET / lists them' : `; did you mean ${closest}?`}`
}

/** Whether a path fits a template such as `/packs/{pack_id}`. */
function matches(template: string, pathname: string): boolean {
  const wanted = template.split('/')
  const parts = pathname.split('/')
  return (
    wanted.length === parts.length &&
    wanted.every((part, i) => (part.startsWith('{') ? parts[i] !== '' : part === parts[i]))
  )
}

/** A template with its placeholders taken from a path, so that only the spelling of the rest counts. */
function filledIn(template: string, pathname: string): string {
  const parts = pathname.split('/')
  return template
    .split('/')
    .map((part, i) => (part.startsWith('{') ? (parts[i] ?? part) : part))
    .join('/')
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    if (error instanceof SyntaxError) return body
    throw error
  }
}

const saysNotOk = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && 'ok' in body && body.ok === false
