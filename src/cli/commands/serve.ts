import { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { exitCodes } from '../exitCodes.ts'
import { whole } from '../globals.ts'
import { examples } from '../output/help.ts'
import { endAtNextSignal, stopSignal } from '../stopSignal.ts'

interface Options {
  host?: string
  port?: number
  threads?: number
}

export function serve(context: CliContext): Command {
  return new Command('serve')
    .option('--host <address>', 'address to bind; one that others reach needs a token (default: 127.0.0.1)')
    .option('--port <number>', 'port; 0 takes a free one (default: 8001)', whole(0, 65_535))
    .option('--threads <n>', 'worker threads for fits (default: the cores)', whole(1))
    .addHelpText('after', examples('sigma serve', 'sigma serve --port 0 --json'))
    .action(async ({ host, port, threads }: Options) => {
      const { output, workspace, signal } = context
      const { settings } = await context.settings()
      const { serve: start } = await import('../../host/serve.ts')
      const served = await start({
        workspace,
        settings,
        host: host ?? settings.host,
        port: port ?? settings.port,
        threads: threads ?? settings.threads,
        verbose: context.globals.verbose,
      })
      // A script may stop the server as soon as it has read the line.
      const stopped = stopSignal(signal)
      const line = { ok: true, url: served.url, pid: served.pid }
      if (output.json) output.line(JSON.stringify(line))
      else output.line(`serving ${workspace} at ${served.url} (Ctrl-C stops it)`)
      await stopped
      endAtNextSignal()
      output.note(`stopping, within ${settings.grace_seconds} s (once more ends it at once)`)
      if (await served.stop()) return
      output.note('some work did not end in time: the next start goes on with it, or closes it')
      process.exit(signal.aborted ? exitCodes.interrupted : exitCodes.done)
    })
}
