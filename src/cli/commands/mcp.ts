import { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { examples } from '../output/help.ts'

export function mcp(context: CliContext): Command {
  return new Command('mcp')
    .option(
      '--allow-execute',
      'also let work be started: each request once the user of the client has seen and confirmed it',
    )
    .addHelpText(
      'after',
      '\nSpeaks the Model Context Protocol on standard input and output: a program starts it, as its documentation says. It reads the workspace itself, be there a server or not.',
    )
    .addHelpText('after', examples('sigma mcp', 'sigma mcp --allow-execute'))
    .action(async ({ allowExecute = false }: { allowExecute?: boolean }) => {
      const { workspace, signal, output } = context
      const { settings } = await context.settings()
      if (settings.base_url !== undefined)
        output.warn('note: mcp reads the workspace itself, and not the server at BASE_URL')
      const { serveMcp } = await import('../../host/mcp.ts')
      await serveMcp({
        ...{ workspace, settings, allowExecution: allowExecute, signal },
        ...{ input: process.stdin, output: process.stdout },
        ...(settings.threads !== undefined && { threads: settings.threads }),
      })
    })
}
