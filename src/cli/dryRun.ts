import type { CliContext } from './context.ts'

interface RequestShown {
  method: string
  path: string
  body?: unknown
}

/** Under `--dry-run` shows the requests that a command would send. True when it did, and nothing is to be sent. */
export function shownOnly({ globals, output }: CliContext, ...requests: RequestShown[]): boolean {
  if (!globals.dryRun) return false
  const body = requests.length === 1 ? { request: requests[0] } : { requests }
  output.answer({ ok: true, dry_run: true, ...body }, () =>
    [
      ...requests.map(({ method, path, body: sent }) =>
        sent === undefined ? `${method} ${path}` : `${method} ${path}\n${JSON.stringify(sent, null, 2)}`,
      ),
      'nothing was sent (--dry-run)',
    ].join('\n'),
  )
  return true
}
