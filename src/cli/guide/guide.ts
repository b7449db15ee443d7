import { readFile, writeFile } from 'node:fs/promises'
import { invalidParam, SigmaError } from '../../core/errors.ts'
import type { GuideProgress } from '../../host/guideFiles.ts'
import type { CliContext } from '../context.ts'
import { Interrupted } from '../interrupted.ts'
import { commandName } from '../output/commandName.ts'
import { wrap } from '../output/format.ts'
import { startOf } from './progress.ts'
import { Back, Left, type Prompts } from './prompts.ts'
import { runGuide } from './runGuide.ts'
import { type Ran, runLine } from './runLine.ts'
import { checkScriptFile, scriptLines, scriptText } from './script.ts'
import type { GuideRun } from './step.ts'
import { steps } from './steps.ts'
import { option, shellLine } from './words.ts'

export interface GuideOptions {
  answers?: string
  resume?: boolean
  script?: string
  threads?: number
}

/** Who is asked. @throws INVALID_PARAM when nobody can be */
export type Asker = (context: CliContext, options: GuideOptions) => Promise<Prompts>

/** A whole guided run: by the answers of a file, or by questions on the terminal. */
export async function guided(
  context: CliContext,
  options: GuideOptions,
  asker: Asker = onTerminal,
): Promise<void> {
  const { script } = options
  if (script !== undefined) checkScriptFile(script, await textOf(script))
  const { run, from, forget } = await (options.answers === undefined
    ? asked(context, options, await asker(context, options))
    : given(context, options.answers))
  const shell = shellOf(context)
  const progress = await runGuide(run, steps, from, shell(['guide', '--resume']))
  const lines = scriptLines(steps, progress)
  const text = scriptText(lines, progress, shell)
  if (script !== undefined && !run.isDry) await writeScript(script, text)
  await forget()
  const commands = lines.map(({ words }) => shell(words))
  context.output.answer(answerOf(progress, { commands, script, isDry: run.isDry }), () =>
    run.isDry ? commands.join('\n') : endText(text, script),
  )
}

function endText(script: string, file: string | undefined): string {
  const head = file === undefined ? 'The whole run as a script (--script FILE writes it):' : `wrote ${file}:`
  return `\n${head}\n\n${script.trimEnd()}`
}

/** What a file holds; undefined when there is none. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw unwritable(file, cause)
  }
}

async function writeScript(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text, { mode: 0o755 })
  } catch (cause) {
    throw unwritable(file, cause)
  }
}

function unwritable(file: string, cause: unknown): SigmaError {
  const why = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  return new SigmaError('UNAVAILABLE', `cannot write ${file}: ${why}`, {
    next: 'name a file that you may write with --script',
    cause,
  })
}

interface Started {
  run: GuideRun
  from: GuideProgress
  /** To be called at the end. */
  forget(): Promise<void>
}

/** By the answers of a file. Nothing is kept: the file is. */
async function given(context: CliContext, path: string): Promise<Started> {
  const { answersOfFile } = await import('../../host/guideFiles.ts')
  const { answers, refused } = await answersOfFile(path)
  const nothing = async (): Promise<void> => undefined
  return {
    run: runOf(context, { prompts: undefined, keep: nothing, refused }),
    from: startOf(answers),
    forget: nothing,
  }
}

/** By questions, with what is answered kept in the workspace. */
async function asked(
  context: CliContext,
  { resume = false }: GuideOptions,
  prompts: Prompts,
): Promise<Started> {
  const { keptGuide, keepGuide, forgetGuide } = await import('../../host/guideFiles.ts')
  const { workspace, output, globals } = context
  const kept = await keptGuide(workspace)
  if (resume && !kept) {
    throw invalidParam(
      [{ field: '--resume', issue: 'there is no guided run to go on with in this workspace' }],
      {
        next: 'start one with: sigma guide',
      },
    )
  }
  const from =
    kept && !(globals.dryRun && !resume) && (resume || (await wantsToGoOn(prompts, kept))) ? kept : startOf()
  if (!output.json) output.line(wrap(introduction, output.width))
  // Commands that are only shown leave what is kept as it is.
  const keep = globals.dryRun
    ? async () => undefined
    : (progress: GuideProgress) => keepGuide(workspace, progress)
  const forget = globals.dryRun ? async () => undefined : () => forgetGuide(workspace)
  return { run: runOf(context, { prompts, keep, refused: invalidParam }), from, forget }
}

const introduction =
  'From a pack to a trained model, a question at a time. Esc goes back, Ctrl-C stops and keeps the answers.'

const onTerminal: Asker = async ({ globals, signal }, { resume }) => {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    const field = resume ? '--resume' : 'guide'
    throw invalidParam([{ field, issue: 'asks questions, and there is no terminal to ask them on' }], {
      next: 'answer from a file: sigma guide --answers FILE (docs/guide/guided-runs.md shows one)',
    })
  }
  const { terminalPrompts } = await import('./terminalPrompts.ts')
  return terminalPrompts(signal, globals.color && !process.env.NO_COLOR)
}

async function wantsToGoOn(prompts: Prompts, { at, answers }: GuideProgress): Promise<boolean> {
  const where = at === 'end' ? 'at its end' : `at the question of ${at}`
  try {
    const what = await prompts.select(
      `A guided run of ${answers.model ?? answers.pack ?? 'no pack yet'} was stopped ${where}.`,
      [
        { value: 'on', name: 'go on with it' },
        { value: 'new', name: 'start a new one' },
      ],
    )
    return what === 'on'
  } catch (error) {
    if (error instanceof Back || error instanceof Left)
      throw new Interrupted('nothing was changed', 'the run is kept still')
    throw error
  }
}

function runOf(context: CliContext, how: Pick<GuideRun, 'prompts' | 'keep' | 'refused'>): GuideRun {
  const { output, globals } = context
  const isDry = globals.dryRun === true
  const shell = shellOf(context)
  // A preview of the whole of the data is looked at twice.
  const previews = new Map<string, Ran>()
  return {
    ...how,
    context,
    isDry,
    async line(words) {
      const key = shellLine(words)
      const ran = previews.get(key) ?? (await runLine(context, words))
      if (words[0] === 'preview') previews.set(key, ran)
      return ran
    },
    say(text) {
      if (!output.json) output.line(text)
    },
    tell({ text, notes }) {
      for (const note of notes) output.note(note)
      if (!output.json) output.line(text)
    },
    heading(text) {
      if (!output.json && !isDry) output.line(`\n${output.paint.bold(text)}`)
    },
    repeat(words) {
      if (!output.json && !isDry) output.line(output.paint.dim(`repeat it with: ${shell(words)}`))
    },
  }
}

/** A command line as it is typed, with where it runs as it was said to the guided run. */
function shellOf({
  globals: { workspace, baseUrl, tokenFile },
}: CliContext): (words: readonly string[]) => string {
  const where = [
    ...option('--workspace', workspace),
    ...option('--base-url', baseUrl),
    ...option('--token-file', tokenFile),
  ]
  return (words) => `${commandName()} ${shellLine([...words, ...where])}`
}

function answerOf(
  { answers, outcomes }: GuideProgress,
  { commands, script, isDry }: { commands: string[]; script: string | undefined; isDry: boolean },
) {
  if (isDry) return { ok: true, dry_run: true, answers, commands }
  const { preview, build, sweep, rows = [], train = [], report = [] } = outcomes
  return {
    ok: true,
    pack_id: answers.pack,
    model_id: answers.model,
    risk_profile: answers.risk,
    preview_ok: preview?.ok,
    build_run_id: build?.run_id,
    matrix_sha: build?.matrix_sha,
    sweep_id: sweep?.sweep_id,
    rows,
    trained: train,
    reports: report,
    answers,
    commands,
    ...(script !== undefined && { script }),
  }
}
