import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { shownOnly } from '../../dryRun.ts'
import { plural } from '../../output/format.ts'
import { examples } from '../../output/help.ts'
import { buildWork, doWork, sweepWork, trainWork } from '../../work.ts'

/** A model on the bundled bars: no key, no network. */
const model = { model_id: 'spx_eq_swing_daily', tag: 'seed' }
const sweep = { thresholds_variants: [[0.5], [0.55]], top_pct_variants: [0.1, 0.2] }

const requests = { build: model, sweep: { ...model, sweep }, train: model }

export function dbSeed(context: CliContext): Command {
  return new Command('seed')
    .description(
      'a few runs on the bundled S&P 500 bars, under the tag "seed", for whoever wants to see lists that are not empty; nothing of them is made up',
    )
    .addHelpText('after', examples('sigma db seed', 'sigma db seed --json'))
    .action(async () => {
      const shown = [
        { method: 'POST', path: buildWork.path, body: requests.build },
        { method: 'POST', path: sweepWork.path, body: requests.sweep },
        { method: 'POST', path: trainWork.path, body: requests.train },
      ]
      if (shownOnly(context, ...shown)) return
      const build = await doWork(context, buildWork, requests.build)
      const swept = await doWork(context, sweepWork, requests.sweep)
      const trained = await doWork(context, trainWork, requests.train)
      const ids = { build: build.run_id, sweep: swept.sweep_id, training: trained.run_id }
      context.output.answer({ ok: true, tag: model.tag, ...ids }, () =>
        [
          `a build, a training and a sweep of ${plural(4, 'variant')} of ${model.model_id}, under the tag ${model.tag}`,
          'next: sigma leaderboard --tag seed',
        ].join('\n'),
      )
    })
}
