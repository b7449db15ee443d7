import { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { examples } from '../output/help.ts'

export function init(context: CliContext): Command {
  return new Command('init')
    .argument('[dir]', 'folder to make it in', '.')
    .addHelpText('after', examples('sigma init', 'sigma init research'))
    .action(async (dir: string) => {
      const { resolve } = await import('node:path')
      const { output, globals } = context
      const folder = resolve(dir)
      if (globals.dryRun) {
        output.answer(
          { ok: true, dry_run: true, workspace: folder },
          () => `would make a workspace in ${folder}`,
        )
        return
      }
      const { initWorkspace } = await import('../../host/initWorkspace.ts')
      const { created, kept } = await initWorkspace(folder)
      output.answer({ ok: true, workspace: folder, created, kept }, () =>
        [
          `workspace ${folder}`,
          ...created.map((name) => `  made ${name}`),
          ...kept.map((name) => `  kept ${name}`),
        ].join('\n'),
      )
      output.note(`next: ${dir === '.' ? '' : `cd ${dir} && `}sigma build spx_eq_swing_daily`)
    })
}
