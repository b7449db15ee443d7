import { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { examples } from '../output/help.ts'
import { sweepCancel } from './sweep/cancel.ts'
import { sweepConfig } from './sweep/config.ts'
import { sweepExport } from './sweep/export.ts'
import { sweepList } from './sweep/list.ts'
import { sweepLogs } from './sweep/logs.ts'
import { sweepResults } from './sweep/results.ts'
import { sweepResume } from './sweep/resume.ts'
import { sweepRun } from './sweep/run.ts'
import { sweepShow } from './sweep/show.ts'
import { sweepWatch } from './sweep/watch.ts'

/** Without a subcommand it runs one, so that `sigma sweep MODEL` is enough. */
export function sweep(context: CliContext): Command {
  return new Command('sweep')
    .addCommand(sweepRun(context), { isDefault: true })
    .addCommand(sweepList(context))
    .addCommand(sweepShow(context))
    .addCommand(sweepWatch(context))
    .addCommand(sweepResults(context))
    .addCommand(sweepCancel(context))
    .addCommand(sweepResume(context))
    .addCommand(sweepLogs(context))
    .addCommand(sweepExport(context))
    .addCommand(sweepConfig(context))
    .addHelpText('after', '\nWhat can be swept, and on what: sigma sweep run --help')
    .addHelpText('after', examples('sigma sweep spx_eq_swing_daily --top-pcts 0.10,0.15', 'sigma sweep list'))
}
