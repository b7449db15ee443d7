import { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { exitCodes } from '../exitCodes.ts'
import { examples } from '../output/help.ts'
import { statusMark } from '../output/marks.ts'

export function doctor(context: CliContext): Command {
  return new Command('doctor')
    .addHelpText('after', examples('sigma doctor', 'sigma doctor --json'))
    .action(async () => {
      const { output, workspace } = context
      const { examine } = await import('../../host/doctor/examine.ts')
      const rows = await examine(workspace, process.env, () => context.settings())
      const failed = rows.some(({ status }) => status === 'error')
      output.answer({ ok: true, healthy: !failed, rows }, () =>
        rows
          .flatMap(({ name, status, message, next }) => [
            `${statusMark(status, output.paint)} ${name}: ${message}`,
            ...(next ? [`    ${next}`] : []),
          ])
          .join('\n'),
      )
      for (const { name, status, message, next } of rows)
        if (status === 'error' || status === 'warn')
          output.annotate(
            status === 'error' ? 'error' : 'warning',
            `doctor: ${name}`,
            [message, next].filter(Boolean).join('\n'),
          )
      if (failed) context.exitWith(exitCodes.negative)
    })
}
