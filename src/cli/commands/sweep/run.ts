import { Command, InvalidArgumentError, Option } from 'commander'
import type { SweepRequest, SweepResults } from '../../../contract/types.ts'
import type { CliContext } from '../../context.ts'
import { type ContractOptions, contractFields, contractOptions } from '../../contractOptions.ts'
import { shownOnly } from '../../dryRun.ts'
import {
  type BracketOptions,
  bracketFields,
  bracketOptions,
  type ExecutionOptions,
  executionFields,
  executionOptions,
} from '../../executionOptions.ts'
import { exitCodes } from '../../exitCodes.ts'
import {
  type FitOptions,
  type FoldOptions,
  fitFields,
  fitOptions,
  foldFields,
  foldOptions,
} from '../../fitOptions.ts'
import { whole } from '../../globals.ts'
import { numberSets, numbers } from '../../listArguments.ts'
import { examples } from '../../output/help.ts'
import { planText } from '../../output/planText.ts'
import { sweepText } from '../../output/sweepText.ts'
import { matrixOption, type RunOptions, runFields, runOptions } from '../../runOptions.ts'
import { csvOptions, modelOptions, type SubjectOptions, subjectFields } from '../../subjectOptions.ts'
import { overFile, withSearch } from '../../sweepFile.ts'
import { runWork, sweepWork } from '../../work.ts'

interface Options
  extends SubjectOptions,
    FitOptions,
    FoldOptions,
    ExecutionOptions,
    BracketOptions,
    ContractOptions,
    RunOptions {
  thresholds?: number[][]
  topPcts?: number[]
  hoursSets?: string[]
  momentum?: 'on' | 'off' | 'both'
  file?: string
  search?: 'random' | 'halving'
  budget?: number
  eta?: number
  plan?: boolean
  memoryLimit?: string
  priority?: 'low' | 'normal' | 'high'
  requireGate?: boolean
}

const momentumVariants = { on: [true], off: [false], both: [true, false] }

export function sweepRun(context: CliContext): Command {
  const command = new Command('run')
    .description('run a sweep; each fit is done once, whatever is tried on it')
    .addHelpText(
      'after',
      examples(
        'sigma sweep spx_eq_swing_daily --thresholds "0.50,0.55;0.55,0.60,0.65" --top-pcts 0.10,0.15',
        'sigma sweep spx_eq_swing_daily --file sweep.yaml --tag grid',
        'sigma sweep spx_eq_swing_daily --top-pcts 0.10,0.15 --plan',
        'sigma sweep run --csv features.csv --horizon 5 --thresholds 0.55,0.60 --thresholds 0.60,0.65 --json',
      ),
    )
    .option('--thresholds <sets>', 'threshold sets, separated by ; or the option repeated', numberSets)
    .option('--top-pcts <list>', 'shares of the rows to trade, comma-separated', numbers)
    .option(
      '--hours-sets <sets>',
      'sets of hours, separated by ; or the option repeated; all for every hour',
      hoursSets,
    )
    .addOption(
      new Option('--momentum <which>', 'variants of the momentum gate').choices(['on', 'off', 'both']),
    )
    .addOption(
      new Option('--search <kind>', 'draw some combinations instead of trying all').choices([
        'random',
        'halving',
      ]),
    )
    .option('--budget <n>', 'with --search: most trials', whole(1, 5_000))
    .option('--eta <n>', 'with --search halving: one of so many is kept (default: 3)', whole(2, 10))
    .option('--plan', 'say what it would take, from a short probe, and start nothing')
    .option('--memory-limit <size>', 'such as 4GB or 512MB: fewer fits at a time where more would be taken')
    .addOption(
      new Option(
        '--priority <which>',
        'where workers share the work: how much of them it gets beside others (default: normal)',
      ).choices(['low', 'normal', 'high']),
    )
    .option('--file <sweep.yaml>', 'what to go through, from a file; options given beside it win')
    .action(async (model: string | undefined, options: Options) => {
      const request = await sweepRequest(context, model, options)
      if (options.plan) return showPlan(context, request)
      const result = await runWork(context, sweepWork, request, options)
      if (!result) return
      printSweep(context, result)
      // The lines are rows alone, which have no place for what is told of the whole.
      if (context.globals.jsonl && !context.globals.quiet)
        for (const warning of result.warnings ?? []) context.output.warn(`note: ${warning}`)
      if (options.requireGate && !result.rows.some(({ gate }) => gate?.pass)) {
        context.output.annotate('error', 'gate', `no variant of sweep ${result.sweep_id} passed its gate`)
        context.exitWith(exitCodes.negative)
      }
    })
  modelOptions(command)
  foldOptions(command)
  csvOptions(command, { periods: true })
  fitOptions(matrixOption(command))
  bracketOptions(executionOptions(command, { gate: false }))
  contractOptions(command)
  return runOptions(command).option('--require-gate', 'exit 4 when no variant passes the gate')
}

async function showPlan(context: CliContext, body: SweepRequest): Promise<void> {
  if (shownOnly(context, { method: 'POST', path: '/sweeps/plan', body })) return
  const { output } = context
  const estimate = await output.during(
    'probing',
    context.ask((client) => client.POST('/sweeps/plan', { body })),
  )
  output.answer(estimate, () => planText(estimate, output))
  for (const warning of estimate.warnings ?? []) output.note(`note: ${warning}`)
}

/** The rows of a sweep that has ended: all as JSON, the best for people. */
export function printSweep({ output, globals }: CliContext, result: SweepResults): void {
  if (globals.jsonl) for (const row of result.rows) output.line(JSON.stringify(row))
  else output.answer(result, () => sweepText(result, output))
}

async function sweepRequest(
  context: CliContext,
  argument: string | undefined,
  options: Options,
): Promise<SweepRequest> {
  const search = { kind: options.search, budget: options.budget, eta: options.eta }
  if (options.file === undefined) return withSearch(optionsRequest(context, argument, options), search)
  const { sweepOfFile } = await import('../../../host/sweepFile.ts')
  const { model_id, ...file } = await sweepOfFile(options.file)
  const model = argument ?? options.model ?? (options.csv === undefined ? model_id : undefined)
  return withSearch(overFile(optionsRequest(context, model, options), file), search)
}

function optionsRequest(context: CliContext, model: string | undefined, options: Options): SweepRequest {
  const { thresholds, topPcts, hoursSets: hours, momentum, memoryLimit, priority } = options
  const { splits, embargo, ...folds } = foldFields(options)
  const { momentum_gate: _, ...execution } = executionFields(options)
  return {
    ...subjectFields(context, model, options),
    periods_per_year: options.periodsPerYear,
    sweep: {
      thresholds_variants: thresholds,
      top_pct_variants: topPcts,
      hours_variants: hours,
      momentum_gate_variants: momentum && momentumVariants[momentum],
      splits,
      embargo,
    },
    ...folds,
    ...fitFields(options),
    ...execution,
    ...bracketFields(options),
    ...contractFields(options),
    ...runFields(options),
    memory_limit: memoryLimit,
    priority,
  }
}

function hoursSets(text: string, earlier: string[] = []): string[] {
  const sets = text.split(';').map((set) => set.trim())
  if (sets.includes(''))
    throw new InvalidArgumentError(`expected sets of hours separated by ;, got "${text}"`)
  return [...earlier, ...sets.map((set) => (set === 'all' ? '' : set))]
}
