import { resolve } from 'node:path'
import { Command } from 'commander'
import type { LeaderboardRow } from '../../contract/types.ts'
import { SigmaError } from '../../core/errors.ts'
import type { CliContext } from '../context.ts'
import { shownOnly } from '../dryRun.ts'
import { whole } from '../globals.ts'
import { count, duration, plural } from '../output/format.ts'
import { examples } from '../output/help.ts'
import { leaderboardText, nextSteps } from '../output/quickstartText.ts'
import { buildWork, doWork, sweepWork, trainWork } from '../work.ts'
import { writeReport } from '../writeReport.ts'

/** The model on the bundled S&P 500 bars: no key, no network. */
const model = 'spx_eq_swing_daily'
const tag = 'quickstart'

const thresholdSets = [
  [0.5, 0.52, 0.54],
  [0.52, 0.55, 0.58],
  [0.55, 0.6, 0.65],
  [0.6, 0.65, 0.7],
  [0.5],
  [0.55],
  [0.6],
  [0.65],
]
const topPcts = [0.05, 0.1, 0.15, 0.2]

const requests = {
  build: { model_id: model, tag },
  sweep: { model_id: model, tag, sweep: { thresholds_variants: thresholdSets, top_pct_variants: topPcts } },
  train: { model_id: model, tag },
}

export function quickstart(context: CliContext): Command {
  return new Command('quickstart')
    .argument('[dir]', 'folder of the workspace (default: ./sigma-quickstart)')
    .option('--threads <n>', 'worker threads (default: the cores)', whole(1))
    .addHelpText('after', examples('sigma quickstart', 'sigma quickstart research --json'))
    .action(async (dir: string | undefined) => {
      const { output, globals } = context
      const shown = [
        { method: 'POST', path: buildWork.path, body: requests.build },
        { method: 'POST', path: sweepWork.path, body: requests.sweep },
        { method: 'POST', path: trainWork.path, body: requests.train },
      ]
      if (shownOnly(context, ...shown)) return
      const folder = resolve(dir ?? globals.workspace ?? 'sigma-quickstart')
      const { initWorkspace } = await import('../../host/initWorkspace.ts')
      await initWorkspace(folder)
      const answer = await wholeJob(context.inWorkspace(folder))
      if (output.json) output.answer(answer, () => '')
      else output.line(nextSteps(folder, answer.leaderboard.rows, output))
    })
}

/** Every step, each told in a line when it is done. Everything that a second run finds in the store is reused. */
async function wholeJob(context: CliContext) {
  const { output, workspace } = context
  const watch = stopwatch()
  const say = (step: string, text: string, ms: number): void => {
    if (!output.json) output.line(`${step.padEnd(13)}${text} (${duration(ms)})`)
  }
  if (!output.json) output.line(`${'workspace'.padEnd(13)}${workspace}`)
  await checkHealth(context)
  say('health', 'the backend is well', watch.lap('health_ms'))

  const built = await doWork(context, buildWork, requests.build)
  const cached = built.matrix_cached === true
  const size = `${plural(built.rows ?? 0, 'row')}, ${plural(built.profile?.features ?? 0, 'feature')}`
  say(
    'matrix',
    cached
      ? `${size}, reused: an equal one was built before`
      : `${size}, built from the S&P 500 from 2000 to 2020`,
    watch.lap('build_ms'),
  )

  const onMatrix = { matrix_sha: built.matrix_sha ?? undefined }
  const swept = await doWork(context, sweepWork, { ...requests.sweep, ...onMatrix })
  say(
    'sweep',
    `${count(swept.total)} variants, five folds each${swept.deduplicated ? ', reused: an equal sweep was run before' : ''}`,
    watch.lap('sweep_ms'),
  )

  const trained = await doWork(context, trainWork, { ...requests.train, ...onMatrix })
  say(
    'model',
    `${trained.model_id}, ${trained.deduplicated ? 'reused: trained before' : 'trained on every row'}`,
    watch.lap('train_ms'),
  )

  const query = { model_id: model, tag, limit: swept.total }
  const leaderboard = await context.ask((client) => client.GET('/leaderboard', { params: { query } }))
  const rows = leaderboard.rows.filter(
    (row: LeaderboardRow) => row.sweep_id == null || row.sweep_id === swept.sweep_id,
  )
  watch.lap('leaderboard_ms')
  const [best] = rows
  const report = best ? await writeReport(context, best.id) : null
  watch.lap('report_ms')
  if (!output.json) {
    output.line(`\n${leaderboardText(rows, output)}`)
    if (report !== null) output.line(`\nreport of the first row, to open in a browser: ${report}`)
  }
  return {
    ok: true,
    workspace,
    matrix_sha: built.matrix_sha,
    matrix_cached: cached,
    model_id: model,
    sweep_id: swept.sweep_id,
    leaderboard: { rows },
    report,
    timings: watch.timings(),
  }
}

async function checkHealth(context: CliContext): Promise<void> {
  const { healthy, errors = {} } = await context.ask((client) => client.GET('/healthz'))
  if (healthy) return
  const faults = Object.entries(errors).map(([name, message]) => `${name}: ${message}`)
  throw new SigmaError('UNAVAILABLE', `the backend is not well: ${faults.join('; ')}`, {
    next: 'sigma doctor says what to do',
  })
}

/** Milliseconds of each part, and of the whole. */
function stopwatch() {
  const started = performance.now()
  const parts: Record<string, number> = {}
  let last = started
  return {
    lap(name: string): number {
      const now = performance.now()
      parts[name] = Math.round(now - last)
      last = now
      return parts[name]
    },
    timings: () => ({ ...parts, total_ms: Math.round(performance.now() - started) }),
  }
}
