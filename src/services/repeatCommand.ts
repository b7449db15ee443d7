import { z } from 'zod'
import type { BacktestConfig } from '../core/backtest/index.ts'
import {
  directions,
  fitWords,
  folds,
  hours,
  kept,
  namesHours,
  quoted,
  subject,
  trading,
  type Word,
} from './repeatWords.ts'
import type { Backtest, Sweep, Training } from './runs.ts'
import { askedDataSchema, type StoredData } from './storedRequest.ts'
import { storedConfigSchema, trialOfRun } from './storedTrial.ts'
import { type Overridden, overridden } from './sweepOverrides.ts'
import { triedBySweep } from './sweepPlan.ts'
import { promotedFrom } from './trainingTask.ts'

/** A command that repeats a run, and what it cannot say. */
export interface RepeatCommand {
  line: string
  notes: string[]
}

/** Every setting of the run is written out, so that the command stays the same when packs and policies change. */
export function repeatBacktest(run: Backtest): RepeatCommand {
  const { config, selection, execution } = trialOfRun(run)
  const data = askedDataSchema.parse(run.params.data)
  const chosen =
    selection.kind === 'thresholds'
      ? ['--thresholds', selection.thresholds.join(','), ...byHour(selection.perHour)]
      : ['--top-pct', selection.topPct]
  // A set of features that a sweep tried has no option.
  if (run.sweepId !== null && config.features !== null) {
    return command(['sigma', 'backtest', '--from-trial', run.id], kept(run), data)
  }
  return command(
    ['sigma', 'backtest', ...subject(run, data)],
    [
      ...chosen,
      ...folds(config),
      ...fitWords(config, run.config),
      ...hours(config, run),
      ...trading(execution),
      ...(run.metrics?.audit ? ['--audit'] : []),
      ...kept(run),
    ],
    data,
  )
}

/** The measure is named where it is not the usual one. */
function byHour(measure: string | undefined): Word[] {
  if (measure === undefined) return []
  return ['--per-hour-thresholds', ...(measure === 'sharpe' ? [] : ['--per-hour-select-by', measure])]
}

/** @param variants the runs of the sweep that are done */
export function repeatSweep(sweep: Sweep, variants: readonly Backtest[]): RepeatCommand {
  const trials = triedBySweep(sweep).trials
  const data = askedDataSchema.parse(variants.at(0)?.params.data)
  const fromProfile = z.array(z.enum(overridden)).optional().parse(sweep.spec.from_profile) ?? []
  const [{ execution }] = trials
  const thresholds = distinct(
    trials.flatMap(({ selection }) =>
      selection.kind === 'thresholds' ? [selection.thresholds.join(',')] : [],
    ),
  )
  const shares = distinct(
    trials.flatMap(({ selection }) => (selection.kind === 'top_pct' ? [String(selection.topPct)] : [])),
  )
  const hourSets = distinct(trials.map((trial) => trial.config.hours?.join(',') ?? 'all'))
  const gates = distinct(trials.map((trial) => (trial.execution.momentumGate ? 'on' : 'off')))
  const ofFile = fileAxes(trials.map((trial) => trial.config))
  const { momentumGate: _, ...withoutGate } = execution
  return command(
    ['sigma', 'sweep', ...subject(sweep, data), ...(ofFile.length > 0 ? ['--file', 'sweep.yaml'] : [])],
    [
      ...(thresholds.length > 0 ? ['--thresholds', thresholds.join(';')] : []),
      ...(shares.length > 0 ? ['--top-pcts', shares.join(',')] : []),
      ...(hourSets.join() === 'all' && !namesHours(variants.at(0)) && !fromProfile.includes('hours')
        ? []
        : ['--hours-sets', hourSets.join(';')]),
      '--momentum',
      gates.length > 1 ? 'both' : gates[0],
      ...commonWords(
        trials.map((trial) => [...folds(trial.config), ...fitWords(trial.config, variants.at(0)?.config)]),
      ),
      ...trading(withoutGate),
      ...kept(sweep),
    ],
    data,
    [...fileNotes(ofFile), ...profileNotes(fromProfile)],
  )
}

/** The options that all of these command lines have, in the order of the first. */
function commonWords(lines: readonly Word[][]): Word[] {
  const [first, ...others] = [...new Map(lines.map((words) => [JSON.stringify(words), words])).values()]
  const said = others.map((words) => new Set(optionsIn(words).map((option) => option.join(' '))))
  return optionsIn(first)
    .filter((option) => said.every((options) => options.has(option.join(' '))))
    .flat()
}

/** Each option with its value. */
function optionsIn(words: readonly Word[]): Word[][] {
  const options: Word[][] = []
  for (const word of words) {
    const last = options.at(-1)
    if (last === undefined || String(word).startsWith('--')) options.push([word])
    else last.push(word)
  }
  return options
}

/** What a sweep goes through that options have one value of, in words. */
function fileAxes(configs: readonly BacktestConfig[]): string[] {
  const tried = (name: string, values: readonly unknown[]): string[] => {
    const different = distinct(values.map((value) => JSON.stringify(value)))
    return different.length > 1 ? [`${name} ${different.join(', ')}`] : []
  }
  return [
    ...tried(
      'splits',
      configs.map(({ splits }) => splits),
    ),
    ...tried(
      'calibration',
      configs.map(({ calibration }) => calibration),
    ),
    ...tried(
      'hyperparams',
      configs.map(({ booster, earlyStopping }) => ({
        ...booster,
        monotone: null,
        earlyStopping: earlyStopping?.rounds,
      })),
    ),
    ...tried(
      'features',
      configs.map(({ features }) => features ?? 'all'),
    ),
  ]
}

function fileNotes(axes: readonly string[]): string[] {
  if (axes.length === 0) return []
  return [`sweep.yaml is the file that the sweep was asked for with. It went through ${axes.join('; ')}.`]
}

/** Written out they are the same sweep, whatever the profile says then. */
function profileNotes(fromProfile: readonly Overridden[]): string[] {
  if (fromProfile.length === 0) return []
  return [`The sweep did not name ${fromProfile.join(', ')}: they are sweep_overrides of its risk profile.`]
}

export function repeatTraining(run: Training): RepeatCommand {
  const backtest = promotedFrom(run)
  return backtest === null ? repeatFit(run) : repeatPromotion(run, backtest)
}

/** An override is asked for again: whoever repeats it has to say anew that it is meant. */
function repeatPromotion({ modelId, tag, gateState }: Training, backtest: string): RepeatCommand {
  const words: Word[] = ['sigma', 'train', '--from', backtest, ...(tag === null ? [] : ['--tag', tag])]
  const notes =
    gateState === 'overridden'
      ? [`The gate of the backtest of ${modelId} was overridden: add --override-gate --yes to do so again.`]
      : []
  return command(words, [], undefined, notes)
}

function repeatFit(run: Training): RepeatCommand {
  const config = storedConfigSchema.parse(run.config)
  const data = askedDataSchema.parse(run.params.data)
  const { objective, inner_folds: inner } = run.params
  return command(
    ['sigma', 'train', ...subject(run, data)],
    [
      ...fitWords(config, { hyperparams: { monotone: directions(config, run.features ?? []) } }),
      ...(config.hours ? ['--hours', config.hours.join(',')] : namesHours(run) ? ['--hours', 'all'] : []),
      ...(objective === 'squared' ? ['--objective', 'squared'] : []),
      ...(typeof inner === 'number' ? ['--inner-folds', inner] : []),
      ...kept(run),
    ],
    data,
  )
}

function command(start: Word[], options: Word[], data: StoredData, more: string[] = []): RepeatCommand {
  const notes = [
    ...more,
    ...(data?.csv === undefined
      ? []
      : ['Run it in the folder of the workspace: the path of the file starts there.']),
    ...(data?.columns?.close === undefined
      ? []
      : [`The request named the close column ${String(data.columns.close)}, which only the API takes.`]),
  ]
  return { line: [...start, ...options].map((word) => quoted(String(word))).join(' '), notes }
}

const distinct = (values: readonly string[]): string[] => [...new Set(values)]
