import { Command, Option } from 'commander'
import type { MatrixRequest } from '../../contract/types.ts'
import type { CliContext } from '../context.ts'
import { hoursField, hoursOption } from '../fitOptions.ts'
import { number, positive, whole } from '../globals.ts'
import { names } from '../listArguments.ts'
import { buildText } from '../output/buildText.ts'
import { examples } from '../output/help.ts'
import { type RunOptions, runFields, runOptions, type WindowOptions, windowOptions } from '../runOptions.ts'
import { modelOptions, requiredModel } from '../subjectOptions.ts'
import { buildWork, runWork } from '../work.ts'
import { requestPath, requestSource } from '../workspacePath.ts'

interface Options extends WindowOptions, RunOptions {
  model?: string
  pack?: string
  ticker?: string
  tickers?: string[]
  source?: string
  hours?: string
  distanceMax?: number
  kSigma?: number
  fixedBp?: number
  out?: string
  format?: 'parquet' | 'csv'
}

export function build(context: CliContext): Command {
  const command = new Command('build')
    .addHelpText(
      'after',
      examples(
        'sigma build spx_eq_swing_daily',
        'sigma build spx_eq_swing_daily --start 2005-01-01 --end 2015-12-31',
      ),
    )
    .action(async (model: string | undefined, options: Options) => {
      const result = await runWork(context, buildWork, buildRequest(context, model, options), options)
      if (result) context.output.answer(result, () => buildText(result, context.output))
    })
  modelOptions(command)
  windowOptions(command)
    .option('--ticker <symbol>', "instrument, instead of the model's")
    .option('--tickers <symbols>', "several on the same times, instead of the model's", names)
    .option('--source <name>', "sample, synthetic, polygon, csv:FILE or parquet:FILE (default: the pack's)")
  return runOptions(hoursOption(command))
    .option('--distance-max <n>', 'option strikes on each side of the price', whole(1))
    .option('--k-sigma <number>', 'width of the flat band of class labels in sigmas', positive)
    .option('--fixed-bp <bps>', 'width of the flat band in basis points', number)
    .option('--out <file>', 'a copy inside the workspace: Parquet if the name ends in .parquet, else CSV')
    .addOption(
      new Option('--format <kind>', 'format of that copy, whatever its name').choices(['parquet', 'csv']),
    )
}

function buildRequest(context: CliContext, model: string | undefined, options: Options): MatrixRequest {
  const { matrix_sha: _, ...run } = runFields(options)
  return {
    model_id: requiredModel(model, options),
    pack_id: options.pack,
    ticker: options.ticker,
    tickers: options.tickers,
    start: options.start,
    end: options.end,
    source: requestSource(context.workspace, options.source),
    allowed_hours: hoursField(options.hours),
    distance_max: options.distanceMax,
    k_sigma: options.kSigma,
    fixed_bp: options.fixedBp,
    out_csv: options.out === undefined ? undefined : requestPath(context.workspace, options.out),
    format: options.format,
    ...run,
  }
}
