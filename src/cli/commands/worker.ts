import { Command, InvalidArgumentError } from 'commander'
import type { CliContext } from '../context.ts'
import { exitCodes } from '../exitCodes.ts'
import { whole } from '../globals.ts'
import { examples } from '../output/help.ts'
import { endAtNextSignal, stopSignal } from '../stopSignal.ts'

interface Options {
  concurrency?: number
  queues?: Queue[]
}

const queueNames = ['runs', 'fits'] as const
type Queue = (typeof queueNames)[number]

export function worker(context: CliContext): Command {
  return new Command('worker')
    .option(
      '--concurrency <n>',
      'fits at a time, each on a thread, and runs at a time (default: the cores)',
      whole(1, 256),
    )
    .option(
      '--queues <names>',
      'what it takes: runs (whole builds, trainings, backtests and sweeps), fits (their parts), or both (default: runs,fits)',
      queues,
    )
    .addHelpText('after', examples('sigma worker', 'sigma worker --queues fits --concurrency 2 --json'))
    .action(async ({ concurrency, queues: wanted }: Options) => {
      const { output, workspace, signal } = context
      const { settings } = await context.settings()
      const { work } = await import('../../host/worker.ts')
      const working = await work({
        ...{ workspace, settings },
        verbose: context.globals.verbose,
        ...(concurrency !== undefined && { concurrency }),
        ...(wanted && { queues: wanted }),
      })
      const { owner, queues: taken } = working
      const stopped = stopSignal(signal)
      if (output.json)
        output.line(
          JSON.stringify({
            ok: true,
            owner,
            queues: taken,
            concurrency: working.concurrency,
            pid: process.pid,
          }),
        )
      else output.line(`taking ${taken.join(' and ')}, ${working.concurrency} at a time (Ctrl-C stops it)`)
      await Promise.race([stopped, working.failed])
      endAtNextSignal()
      output.note(`stopping, within ${settings.grace_seconds} s (once more ends it at once)`)
      if (await working.stop()) return
      output.note('some work could not be given back in time: other workers take it when they miss this one')
      process.exit(signal.aborted ? exitCodes.interrupted : exitCodes.done)
    })
}

function queues(text: string): Queue[] {
  const names = [...new Set(text.split(',').map((name) => name.trim()))]
  return names.map((name) => {
    const known = queueNames.find((each) => each === name)
    if (known === undefined) throw new InvalidArgumentError(`expected runs, fits or both, got ${name}`)
    return known
  })
}
