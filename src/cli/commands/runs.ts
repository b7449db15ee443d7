import { Command } from 'commander'
import type { CliContext } from '../context.ts'
import { group } from '../group.ts'
import { backtestText } from '../output/backtestText.ts'
import { buildText } from '../output/buildText.ts'
import { count, fixed } from '../output/format.ts'
import { examples } from '../output/help.ts'
import { listOptions } from '../output/listOptions.ts'
import type { ListFlags } from '../output/output.ts'
import { type RunState, stateLines } from '../output/runState.ts'
import { agoCell, resultColumns } from '../output/runTables.ts'
import type { Column } from '../output/table.ts'
import { trainText } from '../output/trainText.ts'
import { type PageOptions, pageOptions, readPages } from '../pages.ts'
import { type RunFilterOptions, runFilterOptions, runFilters } from '../runFilters.ts'
import { backtestWork, buildWork } from '../work.ts'

type Flags = ListFlags & PageOptions & RunFilterOptions & { risk?: string }

/** What was done in the workspace, by kind. */
export function runs(context: CliContext): Command {
  return new Command('runs')
    .addCommand(builds(context))
    .addCommand(trainings(context))
    .addCommand(backtests(context))
    .addHelpText('after', examples('sigma runs backtest', 'sigma runs backtest show ID'))
}

function builds(context: CliContext): Command {
  const list = listOf('build', async (flags) => {
    const body = await readPages(flags, (page) =>
      context.ask((client) =>
        client.GET('/build_runs', { params: { query: { ...filtersOf(flags), ...page } } }),
      ),
    )
    const columns = runColumns(
      {
        field: 'matrix_sha',
        title: 'matrix',
        rank: 2,
        show: (value) => (typeof value === 'string' ? value.slice(0, 16) : '-'),
      },
      { field: 'profile.rows', title: 'rows', align: 'right', rank: 3, show: count },
    )
    context.output.list(
      body,
      { columns, whenEmpty: 'No builds yet. Make one with: sigma build MODEL' },
      flags,
    )
  })
  const show = showOf('build', async (id) => {
    const { deduplicated: _, ...run } = await buildWork.fetch(context, id, false)
    printRun(context, run, () => buildText({ ...run, deduplicated: false }, context.output))
  })
  return kindOf('build', 'builds of matrices', list, show)
}

function trainings(context: CliContext): Command {
  const list = listOf('train', async (flags) => {
    const body = await readPages(flags, (page) =>
      context.ask((client) =>
        client.GET('/training_runs', { params: { query: { ...filtersOf(flags), ...page } } }),
      ),
    )
    const columns = runColumns(
      { field: 'metrics.log_loss', title: 'log loss', align: 'right', rank: 2, show: fixed(3) },
      { field: 'gate_state', title: 'gate', rank: 3 },
    )
    context.output.list(
      body,
      { columns, whenEmpty: 'No trainings yet. Make one with: sigma train MODEL' },
      flags,
    )
  })
  const show = showOf('train', async (id) => {
    const path = { training_run_id: id }
    const run = await context.ask((client) =>
      client.GET('/training_runs/{training_run_id}', { params: { path } }),
    )
    const file = run.model_out_uri?.replace(/^file:/, '')
    printRun(context, run, () => trainText({ ...run, model_out: file }, context.output))
  })
  return kindOf('train', 'trainings of models', list, show)
}

function backtests(context: CliContext): Command {
  const list = listOf<Flags & { sweep?: string }>('backtest', async (flags) => {
    const body = await readPages(flags, (page) =>
      context.ask((client) =>
        client.GET('/backtest_runs', {
          params: { query: { ...filtersOf(flags), sweep_id: flags.sweep, ...page } },
        }),
      ),
    )
    const columns = runColumns(...resultColumns(context.output.paint))
    context.output.list(
      body,
      { columns, whenEmpty: 'No backtests yet. Run one with: sigma backtest MODEL' },
      flags,
    )
  }).option('--sweep <id>', 'only variants of this sweep')
  const show = showOf('backtest', async (id) => {
    const { deduplicated: _, ...run } = await backtestWork.fetch(context, id, false)
    printRun(context, run, () => backtestText(run, context.output, { parts: true }))
  })
  return kindOf('backtest', 'backtests of models and files', list, show)
}

function kindOf(kind: string, description: string, list: Command, show: Command): Command {
  return group(kind, list, show)
    .description(description)
    .addHelpText('after', examples(`sigma runs ${kind}`, `sigma runs ${kind} show ID`))
}

function listOf<Given extends Flags>(kind: string, action: (flags: Given) => Promise<void>): Command {
  const command = new Command('list')
    .description('the runs, newest first')
    .addHelpText('after', examples(`sigma runs ${kind}`, `sigma runs ${kind} list --risk balanced --json`))
    .action(action)
  return listOptions(pageOptions(runFilterOptions(command))).option(
    '--risk <profile>',
    'only runs of this risk profile',
  )
}

const filtersOf = ({ risk, ...flags }: Flags) => ({ ...runFilters(flags), risk_profile: risk })

function showOf(kind: string, action: (id: string) => Promise<void>): Command {
  return new Command('show')
    .description('one run, with its result once completed')
    .argument('<run>', 'id of the run')
    .addHelpText('after', examples(`sigma runs ${kind} show ID`, `sigma runs ${kind} show ID --json`))
    .action(action)
}

function runColumns(...own: Column[]): Column[] {
  return [
    { field: 'id', title: 'run', rank: 0 },
    { field: 'model_id', title: 'model', rank: 1 },
    { field: 'status', rank: 0 },
    ...own,
    { field: 'tag', rank: 6 },
    { field: 'created_at', title: 'started', rank: 4, show: agoCell },
  ]
}

/** A run that is not completed has no result to show; how it stands is said instead. */
function printRun({ output }: CliContext, run: RunState, result: () => string): void {
  output.answer(run, () => [...stateLines(run), ...(run.status === 'completed' ? [result()] : [])].join('\n'))
}
