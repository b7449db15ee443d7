import { Command } from 'commander'
import type { AlertsRequest } from '../../contract/types.ts'
import type { CliContext } from '../context.ts'
import { shownOnly } from '../dryRun.ts'
import { hoursField } from '../fitOptions.ts'
import { date, share } from '../globals.ts'
import { alertColumns, alertsText, noAlerts } from '../output/alertsText.ts'
import { examples } from '../output/help.ts'
import { listOptions } from '../output/listOptions.ts'
import type { ListFlags } from '../output/output.ts'
import { modelOptions, requiredModel } from '../subjectOptions.ts'
import { requestSource } from '../workspacePath.ts'

interface Options extends ListFlags {
  model?: string
  pack?: string
  threshold?: number
  hours?: string
  source?: string
  date?: string
  allowStale?: boolean
  unpromoted?: boolean
  risk?: string
  tag?: string
}

export function alerts(context: CliContext): Command {
  const command = new Command('alerts')
    .option('--threshold <p>', 'probability to reach (default: what was chosen in training)', share)
    .option('--hours <list>', 'only decisions in these hours of the exchange')
    .option('--source <source>', 'where newer bars come from (default: where the model was trained on)')
    .option('--date <date>', 'signals of this session, YYYY-MM-DD (default: the newest)', date)
    .option('--allow-stale', 'decide on bars that are not the newest there must be')
    .option('--unpromoted', 'also of a model that no gate has passed')
    .option('--risk <profile>', 'risk profile: conservative, balanced or aggressive')
    .option('--tag <text>', 'a word to find the signals by')
    .addHelpText(
      'after',
      '\nSignals are decided by the function that decides in backtests, and kept once: sigma signals shows them.',
    )
    .addHelpText(
      'after',
      examples(
        'sigma alerts spx_eq_swing_daily --unpromoted --allow-stale',
        'sigma alerts spx_eq_swing_daily --unpromoted --date 2020-04-17 --threshold 0.5 --json',
      ),
    )
    .action(async (model: string | undefined, options: Options) => {
      const { output } = context
      const body = alertsRequest(context, requiredModel(model, options), options)
      if (shownOnly(context, { method: 'POST', path: '/alerts', body })) return
      const asked = context.ask((client) => client.POST('/alerts', { body }))
      const answer = await output.during(`deciding the newest bars of ${body.model_id}`, asked)
      for (const warning of answer.warnings ?? []) output.note(`note: ${warning}`)
      output.list(answer, { columns: alertColumns, whenEmpty: noAlerts(answer) }, options)
      if (answer.rows.length > 0) output.note(alertsText(answer))
    })
  return listOptions(modelOptions(command))
}

function alertsRequest({ workspace }: CliContext, model: string, options: Options): AlertsRequest {
  const { pack, threshold, source, date, allowStale, unpromoted, risk, tag } = options
  return {
    model_id: model,
    pack_id: pack,
    threshold,
    allowed_hours: hoursField(options.hours),
    source: source === undefined ? undefined : requestSource(workspace, source),
    date,
    allow_stale: allowStale,
    unpromoted,
    risk_profile: risk,
    tag,
  }
}
