import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { examples } from '../../output/help.ts'
import { trainText } from '../../output/trainText.ts'
import { overrideOptions, type PromotionOptions, promote } from '../../promotion.ts'
import { selectionOf } from './newest.ts'

export function selectionsTrain(context: CliContext): Command {
  const command = new Command('train')
    .description('train each backtest of a selection, or none when the gate of one is not passed')
    .argument('[id]', 'id of the selection (default: the newest)')
    .addHelpText(
      'after',
      examples(
        'sigma selections train --dry-run',
        'sigma selections train ID --override-gate --tag trial --reason "to compare" --yes',
      ),
    )
    .action(async (id: string | undefined, options: PromotionOptions) => {
      const selectionId = await selectionOf(context, id)
      const trained = await promote(context, { selection_id: selectionId }, {}, options)
      if (!trained) return
      const { output } = context
      const { accepted, results } = trained
      const jobs = accepted.jobs.map((job, place) => ({ ...job, status: 'completed', run: results[place] }))
      output.answer({ ok: true, selection_id: selectionId, jobs, warnings: accepted.warnings }, () =>
        results.map((run) => trainText(run, output)).join('\n\n'),
      )
    })
    .option('--tag <text>', 'a word to find the models by')
    .option('--force', 'train again although an equal promotion is stored')
    .option('--detach', 'start it on the running server and return at once')
  return overrideOptions(command)
}
