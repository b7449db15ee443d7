import { Command } from 'commander'
import { SigmaError } from '../../core/errors.ts'
import type { CliContext } from '../context.ts'
import { examples } from '../output/help.ts'

export function dashboard(context: CliContext): Command {
  return new Command('dashboard')
    .option('--print', 'print the address, and open nothing')
    .addHelpText(
      'after',
      examples(
        'sigma dashboard --base-url http://localhost:8001 --print',
        'sigma dashboard --base-url http://localhost:8001 --json',
      ),
    )
    .action(async ({ print }: { print?: boolean }) => {
      const { output } = context
      const { client, baseUrl, kind } = await context.connection()
      if (kind === 'embedded') {
        throw new SigmaError('UNAVAILABLE', 'no server runs in this workspace, and the page needs one', {
          next: 'start one with: sigma serve; or name one with --base-url',
        })
      }
      const url = `${baseUrl.replace(/\/+$/, '')}/ui`
      const { reached } = await import('../../client/failure.ts')
      const answer = await reached(client.send('GET', '/ui', { accept: 'text/html' }), baseUrl)
      await answer.body?.cancel()
      const opens = !print && !output.json && output.isTerminal
      if (!answer.ok && opens) throw noPage(url, answer.status)
      output.answer({ ok: true, url, served: answer.ok }, () => url)
      if (!answer.ok) output.note(`note: ${noPage(url, answer.status).message}`)
      if (!opens) return
      const { openFile } = await import('../openFile.ts')
      await openFile(url)
    })
}

/** The earlier backend has none. */
function noPage(url: string, status: number): SigmaError {
  return new SigmaError('UNPROCESSABLE', `there is no page at ${url}: the backend answered ${status}`, {
    next: 'sigma leaderboard and sigma report show the same in the terminal',
  })
}
