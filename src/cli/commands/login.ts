import { Command } from 'commander'
import { invalidParam } from '../../core/errors.ts'
import type { CliContext } from '../context.ts'
import { shownOnly } from '../dryRun.ts'
import { examples } from '../output/help.ts'

export function login(context: CliContext): Command {
  return new Command('login')
    .option('--logout', 'forget the token that is kept for it')
    .addHelpText(
      'after',
      '\nIt is kept in a file that only you can read, and sent to that address alone. SIGMA_TOKEN and --token-file win over it.',
    )
    .addHelpText(
      'after',
      examples(
        'sigma login --base-url http://localhost:8001 --token-file token.txt --dry-run',
        'sigma login --base-url http://localhost:8001 --logout',
      ),
    )
    .action(async ({ logout }: { logout?: boolean }) => {
      const { output } = context
      const baseUrl = await backendUrl(context)
      const { forgetToken, keepToken, tokensPath } = await import('../../host/tokens.ts')
      if (logout) {
        const removed = context.globals.dryRun ? false : await forgetToken(process.env, baseUrl)
        const done = removed ? `the token of ${baseUrl} is forgotten` : `no token of ${baseUrl} was removed`
        output.answer({ ok: true, base_url: baseUrl, removed }, () => done)
        return
      }
      if (shownOnly(context, { method: 'GET', path: '/health' })) return
      const token = await newToken(context)
      await checkToken(context, token)
      await keepToken(process.env, baseUrl, token)
      const file = tokensPath(process.env)
      output.answer({ ok: true, base_url: baseUrl, file }, () => `the token of ${baseUrl} is kept in ${file}`)
    })
}

/** @throws INVALID_PARAM when no server is named and none runs */
async function backendUrl(context: CliContext): Promise<string> {
  const { findServer } = await import('../connect.ts')
  const { settings } = await context.settings()
  const url = await findServer(settings, context.workspace)
  if (url !== undefined) return url
  throw invalidParam([{ field: '--base-url', issue: 'is missing, and no server runs in this workspace' }], {
    next: 'sigma login --base-url URL',
  })
}

async function newToken({ globals, output }: CliContext): Promise<string> {
  const { readTokenFile } = await import('../connect.ts')
  const { readSecret } = await import('../readSecret.ts')
  const token =
    globals.tokenFile === undefined
      ? await readSecret(output.json ? 'token' : 'token (it is not shown)')
      : await readTokenFile(globals.tokenFile)
  // What a header can hold (RFC 6750, section 2.1), so that a slip is told here and not at each request.
  if (/^[\w.~+/-]+=*$/.test(token)) return token
  const issue = token === '' ? 'is empty' : 'has characters that no bearer token has'
  throw invalidParam([{ field: 'token', issue }], { next: 'sigma login --token-file FILE' })
}

/** Asks the backend with the new token, which thereby is refused before it is kept. */
async function checkToken(context: CliContext, token: string): Promise<void> {
  const { connect } = await import('../connect.ts')
  const { unwrap } = await import('../../client/failure.ts')
  const { settings } = await context.settings()
  const { workspace, globals, signal } = context
  const { client, baseUrl, close } = await connect({
    workspace,
    settings: { ...settings, token },
    timeoutSeconds: globals.timeout,
    signal,
  })
  try {
    await unwrap(client.GET('/health'), baseUrl)
  } finally {
    await close()
  }
}
