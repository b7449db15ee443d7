import { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { shownOnly } from '../dryRun.ts'
import { exitCodes } from '../exitCodes.ts'
import { calibrationOption, type FitOptions, hoursField, hoursOption } from '../fitOptions.ts'
import { number, whole } from '../globals.ts'
import { numbers } from '../listArguments.ts'
import { count, duration, fixed, percent, plural } from '../output/format.ts'
import { gateCell } from '../output/gate.ts'
import { examples } from '../output/help.ts'
import { type RunOptions, type WindowOptions, windowOptions } from '../runOptions.ts'
import { modelOptions, requiredModel } from '../subjectOptions.ts'
import { backtestWork, buildWork, doWork, trainWork } from '../work.ts'
import { requestSource } from '../workspacePath.ts'

interface Options extends WindowOptions, RunOptions {
  model?: string
  pack?: string
  ticker?: string
  source?: string
  distanceMax?: number
  hours?: string
  calibration?: FitOptions['calibration']
  thresholds?: number[]
  splits?: number
  seed?: number
  gated?: boolean
  momentumMin?: number
  momentumColumn?: string
  requireGate?: boolean
}

export function pipeline(context: CliContext): Command {
  const command = new Command('pipeline')
    .addHelpText(
      'after',
      examples('sigma pipeline spx_eq_swing_daily', 'sigma pipeline spx_eq_swing_daily --gated --json'),
    )
    .action(async (model: string | undefined, options: Options) => {
      const requests = requestsOf(context, requiredModel(model, options), options)
      if (shownOnly(context, ...shownRequests(requests))) return
      const { output } = context
      const say = (step: string, text: string): void => {
        if (!output.json) output.line(`${step.padEnd(9)}${text}`)
      }
      const built = await doWork(context, buildWork, requests.build)
      say(
        'build',
        `${plural(built.rows ?? built.profile?.rows ?? 0, 'row')}, matrix ${built.matrix_sha?.slice(0, 16) ?? '-'}${built.matrix_cached ? ', from the store' : ''}${timeOf(built)}`,
      )
      const onMatrix = { matrix_sha: built.matrix_sha ?? undefined }
      const trained = await doWork(context, trainWork, { ...requests.train, ...onMatrix })
      say(
        'train',
        `${plural(trained.features?.length ?? 0, 'feature')}, log loss ${fixed(3)(trained.metrics?.log_loss)}, run ${trained.run_id}${timeOf(trained)}`,
      )
      const tested = await doWork(context, backtestWork, { ...requests.backtest, ...onMatrix })
      const { metrics, gate } = tested
      say(
        'backtest',
        `Sharpe ${fixed(2)(metrics?.sharpe)} net, return ${percent(metrics?.cum_return)}, ${count(metrics?.trades)} trades, gate ${gateCell(gate, output.paint)}, run ${tested.run_id}${timeOf(tested)}`,
      )
      if (output.json) output.answer({ ok: true, build: built, train: trained, backtest: tested }, () => '')
      if (options.requireGate && !gate?.pass) {
        output.annotate('error', 'gate', `run ${tested.run_id} did not pass its gate`)
        context.exitWith(exitCodes.negative)
      }
    })
  modelOptions(command)
  return hoursOption(windowOptions(command))
    .option('--ticker <symbol>', "instrument, instead of the model's")
    .option('--source <name>', "where the bars come from (default: the pack's)")
    .option('--distance-max <n>', 'option strikes on each side of the price', whole(1))
    .addOption(calibrationOption('calibration of the trained scores'))
    .option('--thresholds <list>', 'probabilities to choose from, comma-separated', numbers)
    .option('--splits <n>', 'test folds (default: 5)', whole(1))
    .option('--seed <n>', 'seed of everything random', whole(0))
    .option('--risk <profile>', 'risk profile: conservative, balanced or aggressive')
    .option('--tag <text>', 'a word to find the runs by')
    .option('--force', 'run again although equal runs are stored')
    .option('--threads <n>', 'worker threads (default: the cores)', whole(1))
    .option('--gated', 'backtest with the momentum gate')
    .option('--momentum-min <number>', 'with --gated: momentum that the gate asks for', number)
    .option('--momentum-column <name>', 'with --gated: column that the gate reads')
    .option('--require-gate', 'exit 4 when the gate is not passed')
}

function requestsOf({ workspace }: CliContext, model: string, options: Options) {
  const { pack, start, end, ticker, source, thresholds, splits, seed, risk, tag, force } = options
  const subject = { model_id: model, pack_id: pack, risk_profile: risk, tag, force }
  const fit = { seed, allowed_hours: hoursField(options.hours) }
  return {
    build: {
      ...subject,
      ticker,
      start,
      end,
      source: requestSource(workspace, source),
      distance_max: options.distanceMax,
    },
    train: { ...subject, ...fit, calibration: options.calibration },
    backtest: {
      ...subject,
      ...fit,
      thresholds,
      splits,
      momentum_gate: options.gated,
      momentum_min: options.momentumMin,
      momentum_column: options.momentumColumn,
    },
  }
}

function shownRequests({ build, train, backtest }: ReturnType<typeof requestsOf>) {
  return [
    { method: 'POST', path: buildWork.path, body: build },
    { method: 'POST', path: trainWork.path, body: train },
    { method: 'POST', path: backtestWork.path, body: backtest },
  ]
}

function timeOf({ timings }: { timings?: Record<string, number> }): string {
  return timings?.total_ms === undefined ? '' : `, ${duration(timings.total_ms)}`
}
