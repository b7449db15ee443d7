import { count, percent, plural } from '../figures.ts'
import { html, type Markup } from '../markup.ts'
import { figure, note, pairs } from '../page.ts'
import { renderSvg } from '../svg.ts'
import type { ReportedOverfitting } from './data.ts'
import { histogram } from './histogram.ts'
import { histogramSpec } from './plots.ts'

/** What cross-validating the choice among a sweep's variants says. */
export async function overfittingSection(sweep: ReportedOverfitting): Promise<Markup> {
  const { sweep_id, variants, pbo, oos_loss_probability, blocks, logits } = sweep
  const of = html`<p>Of ${plural(variants, 'variant')} of sweep <code>${sweep_id}</code>.</p>`
  if (pbo === null) {
    return html`${of}${note('The choice was not cross-validated: that takes two variants or more, and 120 sessions that all of them share.')}`
  }
  const splits = logits.length
  const words = `Rank out of sample of the variant that was best in sample, over ${count(splits)} ways to split ${count(blocks)} blocks: left of 0 it was among the worse half.`
  const picture =
    splits === 0
      ? null
      : figure(
          'pbo',
          await renderSvg(
            histogramSpec(
              histogram(logits),
              { x: 'logit of the rank out of sample', y: 'splits' },
              '.1f',
              'page',
            ),
          ),
          words,
          words,
        )
  return html`${of}${pairs([
    ['PBO', percent(pbo), 'splits in which the best in sample was among the worse half out of sample'],
    [
      'Out-of-sample loss probability',
      percent(oos_loss_probability),
      'splits in which the best in sample lost money out of sample',
    ],
  ])}${picture}${note('Among variants that are all equally good the rank is arbitrary and PBO nears 50 %, so that PBO alone rejects nothing unless a profile says so; the loss probability is what gates.')}`
}
