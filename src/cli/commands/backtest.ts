import { Command, Option } from 'commander'
import type { BacktestRequest } from '../../contract/types.ts'
import type { CliContext } from '../context.ts'
import { type ContractOptions, contractFields, contractOptions } from '../contractOptions.ts'
import {
  type BracketOptions,
  bracketFields,
  bracketOptions,
  type ExecutionOptions,
  executionFields,
  executionOptions,
} from '../executionOptions.ts'
import { exitCodes } from '../exitCodes.ts'
import {
  type FitOptions,
  type FoldOptions,
  fitFields,
  fitOptions,
  foldFields,
  foldOptions,
  hoursField,
  hoursOption,
} from '../fitOptions.ts'
import { positive } from '../globals.ts'
import { numbers } from '../listArguments.ts'
import { backtestText } from '../output/backtestText.ts'
import { examples } from '../output/help.ts'
import { matrixOption, type RunOptions, runFields, runOptions } from '../runOptions.ts'
import { csvOptions, modelOptions, type SubjectOptions, subjectFields } from '../subjectOptions.ts'
import { backtestWork, runWork } from '../work.ts'
import { writeReport } from '../writeReport.ts'

interface Options
  extends SubjectOptions,
    FitOptions,
    FoldOptions,
    ExecutionOptions,
    BracketOptions,
    ContractOptions,
    RunOptions {
  thresholds?: number[]
  topPct?: number
  perHourThresholds?: boolean
  perHourSelectBy?: BacktestRequest['per_hour_select_by']
  longOnly?: boolean
  requireGate?: boolean
  audit?: boolean
  report?: boolean
  fromTrial?: string
}

export function backtest(context: CliContext): Command {
  const command = new Command('backtest')
    .addHelpText(
      'after',
      examples(
        'sigma backtest spx_eq_swing_daily --thresholds 0.55,0.60,0.65',
        'sigma backtest --from-trial ID --tag again',
        'sigma backtest --csv features.csv --horizon 5 --top-pct 0.10 --require-gate # exits 4 when the gate fails',
      ),
    )
    .addOption(
      new Option('--thresholds <list>', 'probabilities to choose from, comma-separated').argParser(numbers),
    )
    .addOption(
      new Option('--top-pct <share>', 'trade this share of the rows instead')
        .argParser(positive)
        .conflicts('thresholds'),
    )
    .addOption(
      new Option('--per-hour-thresholds', 'choose a threshold for each hour of the day').conflicts('topPct'),
    )
    .addOption(
      new Option(
        '--per-hour-select-by <measure>',
        'what the threshold of an hour has most of (default: sharpe)',
      )
        .choices(['sharpe', 'cum_ret', 'trades'])
        .implies({ perHourThresholds: true }),
    )
    .option('--from-trial <id>', 'do the trial of a stored run again, a variant of a sweep or a backtest')
    .action(async (model: string | undefined, options: Options) => {
      const result = await runWork(context, backtestWork, backtestRequest(context, model, options), options)
      if (!result) return
      const report = options.report ? await writeReport(context, result.run_id) : undefined
      const answer = report === undefined ? result : { ...result, report }
      context.output.answer(answer, () =>
        [backtestText(result, context.output), ...(report === undefined ? [] : [`report: ${report}`])].join(
          '\n',
        ),
      )
      if (options.requireGate && !result.gate?.pass) {
        context.output.annotate('error', 'gate', `run ${result.run_id} did not pass its gate`)
        context.exitWith(exitCodes.negative)
      }
    })
  modelOptions(command)
  foldOptions(command)
  csvOptions(command, { periods: true })
  fitOptions(hoursOption(matrixOption(command)))
  bracketOptions(executionOptions(command).option('--long-only', 'never go short'))
  contractOptions(command)
  return runOptions(command)
    .option('--report', 'write its report below the workspace too, as reports/RUN.html')
    .option('--require-gate', 'exit 4 when the gate is not passed')
    .option('--audit', 'make a sample of decisions again from data cut at each; exit 1 when one differs')
}

function backtestRequest(context: CliContext, model: string | undefined, options: Options): BacktestRequest {
  const { fromTrial, csv } = options
  return {
    // A trial has its model, or file, with it; others beside it are refused.
    ...(fromTrial === undefined
      ? subjectFields(context, model, options)
      : { from_trial: fromTrial, model_id: model ?? options.model, csv }),
    periods_per_year: options.periodsPerYear,
    thresholds: options.thresholds,
    top_pct: options.topPct,
    per_hour_thresholds: options.perHourThresholds,
    per_hour_select_by: options.perHourSelectBy,
    ...foldFields(options),
    ...fitFields(options),
    ...executionFields(options),
    long_only: options.longOnly,
    ...bracketFields(options),
    ...contractFields(options),
    audit: options.audit,
    allowed_hours: hoursField(options.hours),
    ...runFields(options),
  }
}
