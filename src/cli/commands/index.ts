import type { Command } from 'commander'
import type { CliContext } from '../context.ts'

/** A command as `sigma --help` lists it: what it takes and does is loaded when it is asked for. */
export interface Registered {
  name: string
  description: string
  load(): Promise<(context: CliContext) => Command>
}

/** Every command, in the order in which `sigma --help` lists them. */
export const commands: readonly Registered[] = [
  {
    name: 'quickstart',
    description: 'a workspace and the whole job in it, on the bundled S&P 500 bars',
    load: async () => (await import('./quickstart.ts')).quickstart,
  },
  {
    name: 'guide',
    description: 'a guided run, a question at a time: from a pack to a trained model and its report',
    load: async () => (await import('./guide.ts')).guide,
  },
  {
    name: 'init',
    description: 'make a workspace: sigma.yaml, packs/, .gitignore',
    load: async () => (await import('./init.ts')).init,
  },
  {
    name: 'serve',
    description: 'the server, until Ctrl-C; commands in the same workspace then use it',
    load: async () => (await import('./serve.ts')).serve,
  },
  {
    name: 'worker',
    description: 'takes work from the queue of a database, on any machine, until Ctrl-C',
    load: async () => (await import('./worker.ts')).worker,
  },
  {
    name: 'login',
    description: 'keeps a token for a backend, from --token-file, standard input or typed unseen',
    load: async () => (await import('./login.ts')).login,
  },
  {
    name: 'doctor',
    description:
      'checks Node, settings, workspace, disk, database, clock, port and keys; says what to do for each fault',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'config',
    description: 'effective settings and where each comes from; secrets are masked',
    load: async () => (await import('./config.ts')).config,
  },
  {
    name: 'db',
    description: 'the database that the workspace uses: its state, its migrations and what is copied to it',
    load: async () => (await import('./db.ts')).db,
  },
  {
    name: 'admin',
    description: 'who may call a server, how much they may do, and what was changed by whom',
    load: async () => (await import('./admin.ts')).admin,
  },
  {
    name: 'health',
    description: 'checks of what the workspace needs; exit 4 when one fails',
    load: async () => (await import('./health.ts')).health,
  },
  {
    name: 'packs',
    description: 'strategy packs: their models, indicator sets and templates',
    load: async () => (await import('./packs.ts')).packs,
  },
  {
    name: 'models',
    description: 'models of the packs: list, show, create, cards, card',
    load: async () => (await import('./models.ts')).models,
  },
  {
    name: 'templates',
    description: 'templates that models can be made from',
    load: async () => (await import('./templates.ts')).templates,
  },
  {
    name: 'indicators',
    description: 'indicators: list, show, test on bars',
    load: async () => (await import('./indicators.ts')).indicators,
  },
  {
    name: 'validate-policy',
    description: "schema errors, effective execution and checks of a model's policy; exit 4 when not valid",
    load: async () => (await import('./validatePolicy.ts')).validatePolicy,
  },
  {
    name: 'policy',
    description: "a model's policy: show, explain, set",
    load: async () => (await import('./policy.ts')).policy,
  },
  {
    name: 'preview',
    description:
      'what a build would give: rows, checks, missing values, correlation, drift, label balance, leakage',
    load: async () => (await import('./preview.ts')).preview,
  },
  {
    name: 'build',
    description:
      'the matrix of a model: features and labels of its bars; an equal one is taken from the store',
    load: async () => (await import('./build.ts')).build,
  },
  {
    name: 'train',
    description:
      "a fit on every labelled row of a model's matrix or a file; with --from, a backtest's promotion",
    load: async () => (await import('./train.ts')).train,
  },
  {
    name: 'backtest',
    description: 'a purged walk-forward backtest, net of costs, judged by the gate of its risk profile',
    load: async () => (await import('./backtest.ts')).backtest,
  },
  {
    name: 'pipeline',
    description: 'build, train and backtest a model, one line each',
    load: async () => (await import('./pipeline.ts')).pipeline,
  },
  {
    name: 'sweep',
    description: 'try many threshold sets, shares and hours on the same fits',
    load: async () => (await import('./sweep.ts')).sweep,
  },
  {
    name: 'leaderboard',
    description: 'completed backtests, net and out of sample: gate first, then score',
    load: async () => (await import('./leaderboard.ts')).leaderboard,
  },
  {
    name: 'selections',
    description: 'rows of the leaderboard that are kept, and then trained together',
    load: async () => (await import('./selections.ts')).selections,
  },
  {
    name: 'jobs',
    description: 'trainings as jobs: list them, follow them, stop them, do them again',
    load: async () => (await import('./jobs.ts')).jobs,
  },
  {
    name: 'runs',
    description: 'builds, trainings and backtests that were done',
    load: async () => (await import('./runs.ts')).runs,
  },
  {
    name: 'lineage',
    description: 'what a run or matrix is made of, and what was made of it',
    load: async () => (await import('./lineage.ts')).lineage,
  },
  {
    name: 'report',
    description: 'a run as a page to read and to pass on: one file that loads nothing',
    load: async () => (await import('./report.ts')).report,
  },
  {
    name: 'compare',
    description: 'two to five backtests side by side: figures, configuration, lineage and what changed',
    load: async () => (await import('./compare.ts')).compare,
  },
  {
    name: 'dashboard',
    description: 'opens the read-only web page of the running server; off a terminal it prints the address',
    load: async () => (await import('./dashboard.ts')).dashboard,
  },
  {
    name: 'alerts',
    description: "today's signals of a promoted model, with stop and target; kept as its live record",
    load: async () => (await import('./alerts.ts')).alerts,
  },
  {
    name: 'signals',
    description: 'what models decided and what became of it: list, summary, leaderboard',
    load: async () => (await import('./signals.ts')).signals,
  },
  {
    name: 'predict',
    description: 'scores of a trained model for the rows of a file',
    load: async () => (await import('./predict.ts')).predict,
  },
  {
    name: 'overlay',
    description: 'options for the stock signals of a model: chosen by delta, guarded, priced, kept once',
    load: async () => (await import('./overlay.ts')).overlay,
  },
  {
    name: 'expirations',
    description: 'the next expirations of a ticker by the calendar of the exchange, and which have a chain',
    load: async () => (await import('./expirations.ts')).expirations,
  },
  {
    name: 'scan',
    description: 'ranks a universe of tickers by a preset, and keeps the best as signals of the day',
    load: async () => (await import('./scan.ts')).scan,
  },
  {
    name: 'calibrate',
    description: 'thresholds by how many rows pass, brackets by the ratio that they promise',
    load: async () => (await import('./calibrate.ts')).calibrate,
  },
  {
    name: 'artifacts',
    description: 'stored files of runs: list them, check them, remove what nobody refers to',
    load: async () => (await import('./artifacts.ts')).artifacts,
  },
  {
    name: 'check-backend',
    description:
      'the whole job on the backend in force, with a look at what each answer holds; exit 4 when not ok',
    load: async () => (await import('./checkBackend.ts')).checkBackend,
  },
  {
    name: 'ask',
    description: 'answers a question from the runs and documents of the workspace, with its sources',
    load: async () => (await import('./ask.ts')).ask,
  },
  {
    name: 'mcp',
    description: "the assistant's tools for other programs, over the Model Context Protocol",
    load: async () => (await import('./mcp.ts')).mcp,
  },
  {
    name: 'make',
    description: 'any line of the earlier Makefile, word for word; alone it lists the targets',
    load: async () => (await import('./make.ts')).make,
  },
  {
    name: 'completion',
    description: 'a script that completes commands, options, models, packs and runs in your shell',
    load: async () => (await import('./completion.ts')).completion,
  },
  {
    name: 'api',
    description: 'a raw call: prints the answer as it came; exit 1 when it is no success',
    load: async () => (await import('./api.ts')).api,
  },
]

/** One of them, as it is run. */
export async function loadCommand({ description, load }: Registered, context: CliContext): Promise<Command> {
  const make = await load()
  return make(context).description(description)
}

/** All of them. */
export function loadCommands(context: CliContext): Promise<Command[]> {
  return Promise.all(commands.map((command) => loadCommand(command, context)))
}
