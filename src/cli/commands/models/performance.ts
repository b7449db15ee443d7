import { Command } from 'commander'
import type { ModelPerformance } from '../../../contract/types.ts'
import type { CliContext } from '../../context.ts'
import { type LivePeriodOptions, livePeriodOptions } from '../../livePeriod.ts'
import { examples } from '../../output/help.ts'
import { liveFigures, ratio } from '../../output/liveText.ts'
import type { Output } from '../../output/output.ts'
import { lineWidth, pairs, section } from '../../sections.ts'
import { modelOptions, requiredModel } from '../../subjectOptions.ts'

interface Options extends LivePeriodOptions {
  model?: string
  pack?: string
}

export function modelsPerformance(context: CliContext): Command {
  const command = new Command('performance')
    .description('live figures of a model beside those of its backtest')
    .addHelpText(
      'after',
      examples(
        'sigma models performance spx_eq_swing_daily',
        'sigma models performance spx_eq_swing_daily --start 2020-04-01 --end 2020-04-17 --json',
      ),
    )
    .action(async (model: string | undefined, options: Options) => {
      const { pack, risk, start, end } = options
      const path = { model_id: requiredModel(model, options) }
      const query = { pack_id: pack, risk_profile: risk, start, end }
      const { output } = context
      const body = await context.ask((client) =>
        client.GET('/models/{model_id}/performance', { params: { path, query } }),
      )
      for (const warning of body.warnings ?? []) output.note(`note: ${warning}`)
      output.answer(body, () => performanceText(path.model_id, body, output))
    })
  return modelOptions(livePeriodOptions(command))
}

function performanceText(
  model: string,
  { live, backtest, comparison }: ModelPerformance,
  output: Output,
): string {
  const width = lineWidth(output)
  const { period, metrics } = live
  const figures = metrics === null ? ['no signals'] : pairs(liveFigures(metrics, output.paint), width)
  const { sharpe, trades } = backtest?.metrics ?? {}
  const beside =
    backtest === null
      ? ['none yet']
      : pairs(
          [
            ['run', backtest.id],
            ['Sharpe ratio, a year', ratio(sharpe)],
            ['trades', String(trades ?? 'N/A')],
            ['expected of as many sessions', expectedText(comparison)],
          ],
          width,
        )
  return [
    model,
    ...section(output.paint, `live, ${period.start} to ${period.end}`, figures),
    ...section(output.paint, 'backtest', beside),
  ].join('\n')
}

function expectedText(comparison: ModelPerformance['comparison']): string {
  const { expected, verdict, why } = comparison ?? {}
  if (expected == null) return `N/A (${why ?? 'it is not compared'})`
  const [low, high] = expected.map(ratio)
  const said =
    verdict === null
      ? `not judged: ${why}`
      : verdict === 'inside'
        ? 'live lies inside'
        : `live lies ${verdict}`
  return `${low} to ${high}; ${said}`
}
