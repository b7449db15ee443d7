import { Command } from 'commander'
import type { CliContext } from '../../context.ts'
import { type LivePeriodOptions, livePeriodOptions } from '../../livePeriod.ts'
import { examples } from '../../output/help.ts'
import { liveFigures } from '../../output/liveText.ts'
import { lineWidth, pairs } from '../../sections.ts'
import { modelOptions, requiredModel } from '../../subjectOptions.ts'

interface Options extends LivePeriodOptions {
  model?: string
  pack?: string
}

export function signalsSummary(context: CliContext): Command {
  const command = new Command('summary')
    .description('live figures of one model over a period')
    .addHelpText(
      'after',
      examples(
        'sigma signals summary spx_eq_swing_daily --start 2020-04-01 --end 2020-04-17',
        'sigma signals summary spx_eq_swing_daily --risk balanced --json',
      ),
    )
    .action(async (model: string | undefined, options: Options) => {
      const { pack, risk, start, end } = options
      const query = { model_id: requiredModel(model, options), pack_id: pack, risk_profile: risk, start, end }
      const { output } = context
      const body = await context.ask((client) => client.GET('/signals/summary', { params: { query } }))
      output.answer(body, () => {
        const { model_id, period, metrics } = body
        const head = `${model_id}, ${period.start} to ${period.end}`
        return metrics === null
          ? `${head}: no signals`
          : [head, ...pairs(liveFigures(metrics, output.paint), lineWidth(output))].join('\n')
      })
    })
  return modelOptions(livePeriodOptions(command))
}
