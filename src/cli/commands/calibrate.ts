import { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { shownOnly } from '../dryRun.ts'
import { positive, whole } from '../globals.ts'
import { numbers } from '../listArguments.ts'
import { examples } from '../output/help.ts'
import { modelOptions, requiredModel } from '../subjectOptions.ts'
import { requestPath } from '../workspacePath.ts'

interface Options {
  model?: string
  pack?: string
}

interface ThresholdOptions extends Options {
  csv?: string
  column?: string
  grid?: number[]
  top?: number
}

interface BracketOptions extends Options {
  rr?: number
  stops?: number[]
  targets?: number[]
  timeStops?: number[]
}

export function calibrate(context: CliContext): Command {
  return new Command('calibrate')
    .addCommand(thresholds(context))
    .addCommand(brackets(context))
    .addHelpText(
      'after',
      examples(
        'sigma calibrate brackets universe_eq_swing_daily_scanner --rr 2',
        'sigma calibrate brackets universe_eq_swing_daily_scanner --stops 1,1.5 --targets 2,3 --json',
      ),
    )
}

function thresholds(context: CliContext): Command {
  const command = new Command('thresholds')
    .description('the score threshold that lets about so many rows pass; it counts, and looks at no return')
    .addHelpText(
      'after',
      examples(
        'sigma calibrate thresholds universe_eq_swing_daily_scanner --top 20 --dry-run',
        'sigma calibrate thresholds universe_eq_swing_daily_scanner --grid 0.5,0.6,0.7 --dry-run',
      ),
    )
    .action(async (argument: string | undefined, flags: ThresholdOptions) => {
      const { output, workspace } = context
      const body = {
        model_id: requiredModel(argument, flags),
        pack_id: flags.pack,
        csv: flags.csv === undefined ? undefined : requestPath(workspace, flags.csv),
        column: flags.column,
        grid: flags.grid,
        top_n: flags.top,
      }
      if (shownOnly(context, { method: 'POST', path: '/calibrate_thresholds', body })) return
      const answer = await context.ask((client) => client.POST('/calibrate_thresholds', { body }))
      output.answer(answer, () =>
        [
          ...answer.counts.map(({ threshold, count }) => `${threshold}\t${count} rows`),
          `${answer.recommended_threshold} lets ${answer.expected_count} of ${answer.rows} rows pass, nearest to ${answer.top_n}`,
          `${answer.column} of ${answer.source_csv}: ${answer.basis}; no trial was added to a ledger`,
        ].join('\n'),
      )
    })
  return modelOptions(command)
    .option('--csv <file>', "rows to count, instead of the model's last scan, its scores or its matrix")
    .option('--column <name>', 'column of the score (default: score_total; of a trained model its score)')
    .option('--grid <numbers>', 'thresholds to try (default: 0.50,0.55,0.60,0.65,0.70)', numbers)
    .option('--top <n>', 'rows that are wanted (default: 50)', whole(1))
}

function brackets(context: CliContext): Command {
  const command = new Command('brackets')
    .description('multiples of stop and target whose ratio comes nearest to a wanted one')
    .addHelpText(
      'after',
      examples(
        'sigma calibrate brackets universe_eq_swing_daily_scanner --rr 2.5',
        'sigma calibrate brackets universe_eq_swing_daily_scanner --json',
      ),
    )
    .action(async (argument: string | undefined, flags: BracketOptions) => {
      const body = {
        model_id: requiredModel(argument, flags),
        pack_id: flags.pack,
        desired_rr: flags.rr,
        k_stop_grid: flags.stops,
        k_target_grid: flags.targets,
        time_stop_candidates: flags.timeStops,
      }
      if (shownOnly(context, { method: 'POST', path: '/calibrate_brackets', body })) return
      const answer = await context.ask((client) => client.POST('/calibrate_brackets', { body }))
      const { atr_mult_stop, atr_mult_target, rr_implied, time_stop_minutes } = answer.recommended
      context.output.answer(answer, () =>
        [
          `stop ${atr_mult_stop} ATRs, target ${atr_mult_target} ATRs: a ratio of ${Number(rr_implied.toFixed(4))}; time stop ${time_stop_minutes} minutes`,
          ...answer.candidates.map(
            ({ k_stop, k_target, rr }) => `${k_stop}\t${k_target}\t${Number(rr.toFixed(4))}`,
          ),
          answer.note ?? '',
        ].join('\n'),
      )
    })
  return modelOptions(command)
    .option('--rr <number>', 'wanted ratio of target to stop (default: 2)', positive)
    .option('--stops <numbers>', 'multiples of the ATR (default: 0.8,1.0,1.2,1.4)', numbers)
    .option('--targets <numbers>', 'multiples of the ATR (default: 1.6,2.0,2.4,3.0)', numbers)
    .option('--time-stops <minutes>', 'candidates (default: 60,90,120,180)', numbers)
}
