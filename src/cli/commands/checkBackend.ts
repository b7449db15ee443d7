import { writeFile } from 'node:fs/promises'
import { Command, Option } from 'commander'
import { SigmaError } from '../../core/errors.ts'
import type { CheckResult, StepResult } from '../checkBackend/runSteps.ts'
import type { Check } from '../checkBackend/steps.ts'
import type { CliContext } from '../context.ts'
import { shownOnly } from '../dryRun.ts'
import { exitCodes } from '../exitCodes.ts'
import { date, positive, whole } from '../globals.ts'
import { Interrupted } from '../interrupted.ts'
import { duration, wrap } from '../output/format.ts'
import { examples } from '../output/help.ts'
import { statusMark } from '../output/marks.ts'
import type { Output } from '../output/output.ts'

interface Options {
  model: string
  pack?: string
  ticker?: string
  start?: string
  end?: string
  junit?: string
  keep?: boolean
  only?: string
  stepTimeout: number
}

export function checkBackend(context: CliContext): Command {
  return new Command('check-backend')
    .option('--model <id>', 'model to run', 'spx_eq_swing_daily')
    .option('--pack <id>', 'pack of the model, where more than one has it')
    .option('--ticker <symbol>', "instrument, instead of the model's")
    .option('--start <date>', 'first day, YYYY-MM-DD', date)
    .option('--end <date>', 'last day, YYYY-MM-DD', date)
    .option('--junit <file>', 'write the steps as JUnit XML too')
    .option('--keep', 'without a server: run in this workspace, and leave the runs in it')
    .addOption(new Option('--only <step>', 'do one step alone').choices(stepNames))
    .option('--step-timeout <seconds>', 'give up on a step after this long', positive, 300)
    .option('--threads <n>', 'worker threads (default: the cores)', whole(1))
    .addHelpText(
      'after',
      examples(
        'sigma check-backend',
        'sigma check-backend --base-url http://localhost:8001 --junit check.xml',
      ),
    )
    .action(async (options: Options) => {
      if (shownOnly(context, ...stepRequests(options))) return
      const { output } = context
      const result = await inWorkspace(context, options, (where) => runCheck(where, options))
      if (options.junit !== undefined) await writeJunit(options.junit, result)
      const ok = result.steps.every((step) => step.ok)
      if (output.json) output.answer({ ok, steps: result.steps }, () => '')
      else
        output.line(
          ok
            ? 'all steps are ok'
            : `${result.steps.filter((step) => !step.ok).length} of ${result.steps.length} steps are not ok`,
        )
      if (!ok) context.exitWith(result.unreachable ? exitCodes.unreachable : exitCodes.negative)
    })
}

const stepNames = ['health', 'build', 'train', 'backtest', 'sweep', 'leaderboard']

async function runCheck(context: CliContext, options: Options): Promise<CheckResult> {
  const { output, signal } = context
  const { runSteps } = await import('../checkBackend/runSteps.ts')
  const connection = await context.connection()
  if (!output.json) output.line(`checking ${connection.baseUrl} with ${options.model}`)
  const progress = await output.progress()
  try {
    return await runSteps(connection, checkOf(options), {
      timeoutSeconds: options.stepTimeout,
      only: options.only,
      signal,
      onStart: (name, done, total) => progress.update({ done, total, message: name }),
      onStep(step) {
        progress.stop()
        if (!output.json) output.line(stepText(step, output))
        if (!step.ok)
          output.annotate(
            step.skipped ? 'warning' : 'error',
            `check-backend: ${step.name}`,
            step.error ?? 'failed',
          )
      },
    })
  } catch (error) {
    if (signal.aborted)
      throw new Interrupted('the check was stopped', 'run the same command to start it again')
    throw error
  } finally {
    progress.stop()
  }
}

/** Where the check leaves no trace: a server keeps what it is asked to, the embedded one gets a workspace to throw away. */
async function inWorkspace<T>(
  context: CliContext,
  { keep }: Options,
  check: (where: CliContext) => Promise<T>,
): Promise<T> {
  const { findServer } = await import('../connect.ts')
  const { settings } = await context.settings()
  if (keep || (await findServer(settings, context.workspace)) !== undefined) return check(context)
  const { temporaryWorkspace } = await import('../checkBackend/temporaryWorkspace.ts')
  const { folder, remove } = await temporaryWorkspace(context.workspace)
  const where = context.inWorkspace(folder)
  try {
    return await check(where)
  } finally {
    const connection = await where.connection()
    await connection.close()
    await remove()
  }
}

function checkOf({ model, pack, ticker, start, end }: Options): Check {
  // A tag of its own finds the run on a leaderboard of any length.
  const tag = `check-backend-${new Date().toISOString().replaceAll(/[^0-9TZ]/g, '')}-${process.pid}`
  return { model, pack, ticker, start, end, tag }
}

function stepRequests({ model, pack, ticker, start, end, only }: Options) {
  const subject = { model_id: model, pack_id: pack }
  const requests = [
    { step: 'health', method: 'GET', path: '/healthz' },
    { step: 'build', method: 'POST', path: '/matrix/build', body: { ...subject, ticker, start, end } },
    { step: 'train', method: 'POST', path: '/train', body: subject },
    { step: 'backtest', method: 'POST', path: '/backtests', body: subject },
    { step: 'sweep', method: 'POST', path: '/sweeps/run', body: subject },
    { step: 'leaderboard', method: 'GET', path: '/leaderboard' },
  ]
  return requests
    .filter(({ step }) => only === undefined || step === only)
    .map(({ step: _, ...request }) => request)
}

function stepText({ name, ok, ms, error, skipped }: StepResult, { paint, width }: Output): string {
  const mark = statusMark(ok ? 'ok' : skipped ? 'skipped' : 'error', paint)
  const line = `${mark} ${name.padEnd(12)}${skipped ? '' : duration(ms).padStart(8)}`
  return error === undefined ? line : `${line}\n        ${wrap(error, width - 8, '        ')}`
}

async function writeJunit(file: string, { steps }: CheckResult): Promise<void> {
  const { junitXml } = await import('../checkBackend/junit.ts')
  try {
    await writeFile(file, junitXml(steps))
  } catch (cause) {
    throw new SigmaError(
      'INVALID_PARAM',
      `--junit: cannot write ${file}: ${cause instanceof Error ? cause.message : cause}`,
      {
        next: 'name a file in a folder that exists and may be written to',
        cause,
      },
    )
  }
}
