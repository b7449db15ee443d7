import { z } from 'zod'
import type { SweepRow } from '../../../contract/types.ts'
import type { FieldError } from '../../../core/errors.ts'
import type { GuideAnswers, GuideProgress } from '../../../host/guideFiles.ts'
import { configText } from '../../output/backtestText.ts'
import { count, fixed, percent, plural } from '../../output/format.ts'
import { gateCell } from '../../output/gate.ts'
import { painter } from '../../output/paint.ts'
import { allSweepRows } from '../../work.ts'
import { answer, reportCommands, resultsCommand, trainCommands } from '../commands.ts'
import type { Outcomes } from '../progress.ts'
import { Back, inOrder, type Prompts } from '../prompts.ts'
import { type GuideRun, step } from '../step.ts'

/** A row of the sweep that ran to its end, by its place in the ranking. */
interface Ranked {
  place: number
  backtest_run_id: string
  pass: boolean
  row: SweepRow
}

export const rowsStep = step({
  name: 'rows',
  see: readRows,
  async ask(prompts, rows, { answers }) {
    // Without rows there is nothing to choose: all failed, or commands are only shown.
    if (rows.length === 0) return { rows: answers.rows ?? 'best' }
    const choices = rows.map(({ place, row }) => ({ value: place, name: rowText(place, row) }))
    const earlier = Array.isArray(answers.rows) ? answers.rows : [1]
    return { rows: await prompts.pick('Which rows are to go on?', choices, earlier) }
  },
  check(rows, progress): FieldError[] {
    const named = answer(progress, 'rows')
    // No sweep has run where commands are only shown.
    if (!progress.outcomes.sweep || !Array.isArray(named)) return []
    return named.flatMap((place, at) =>
      rows.some((row) => row.place === place)
        ? []
        : [{ field: `rows.${at}`, issue: `the sweep has no row ${place} that ran: it has ${rows.length}` }],
    )
  },
  async act(run, progress, rows) {
    const chosen = chosenRows(answer(progress, 'rows'), rows)
    run.say(
      chosen.length === 0
        ? 'no row goes on'
        : chosen.map(({ place, row }) => `goes on: ${rowText(place, row)}`).join('\n'),
    )
    return { rows: chosen.map(({ place, backtest_run_id, pass }) => ({ place, backtest_run_id, pass })) }
  },
  commands: (progress) => [resultsCommand(progress)],
  isInScript: false,
})

const trained = z.object({ run_id: z.string() })

export const trainStep = step({
  name: 'train',
  see: async (run) => (id: string) => explainGate(run, id),
  ask: askTraining,
  async act(run, progress) {
    const left = (progress.outcomes.rows ?? []).length - trainCommands(progress).length
    if (left > 0) {
      const why = answer(progress, 'train') === 'none' ? 'as answered' : 'its gate refuses it'
      run.say(`${plural(left, 'row')} not trained: ${why}`)
    }
    const train: NonNullable<Outcomes['train']> = []
    for (const words of trainCommands(progress)) {
      const ran = await run.line(words)
      run.tell(ran)
      train.push({ backtest_run_id: idAfter(words, '--from'), run_id: trained.parse(ran.body).run_id })
    }
    return { train }
  },
  commands: trainCommands,
  isInScript: true,
})

const reported = z.object({ run_id: z.string(), file: z.string() })

export const reportStep = step({
  name: 'report',
  see: async () => undefined,
  async ask(prompts, _, { answers }) {
    const choices: { value: GuideAnswers['report']; name: string }[] = [
      { value: 'html', name: 'yes, a page for each row that went on' },
      { value: 'none', name: 'no' },
    ]
    return { report: await prompts.select('Write the report?', choices, answers.report) }
  },
  async act(run, progress) {
    const report: NonNullable<Outcomes['report']> = []
    for (const words of reportCommands(progress)) {
      const ran = await run.line(words)
      run.tell(ran)
      report.push(reported.parse(ran.body))
    }
    return { report }
  },
  commands: reportCommands,
  isInScript: true,
})

async function readRows(run: GuideRun, progress: GuideProgress): Promise<Ranked[]> {
  const { sweep } = progress.outcomes
  if (!sweep) return []
  const { rows } = await allSweepRows(run.context, sweep.sweep_id)
  return rows.flatMap((row, index) => {
    const { backtest_run_id, error, gate } = row
    return backtest_run_id && !error
      ? [{ place: index + 1, backtest_run_id, pass: gate?.pass === true, row }]
      : []
  })
}

function chosenRows(named: GuideAnswers['rows'], rows: Ranked[]): Ranked[] {
  if (named === 'none') return []
  if (named === 'best') return rows.slice(0, 1)
  if (named === 'passed') return rows.filter(({ pass }) => pass)
  return rows.filter(({ place }) => named.includes(place))
}

const plain = painter(false)

function rowText(place: number, { config, metrics, gate }: SweepRow): string {
  const figures = `Sharpe ${fixed(2)(metrics.sharpe)}, return ${percent(metrics.cum_return)}, ${count(metrics.trades)} trades`
  return `${place}: ${configText(config)}; ${figures}; ${gateCell(gate, plain)}`
}

/** The assistant's answer. It looks things up, and starts nothing. */
async function explainGate(run: GuideRun, id: string): Promise<void> {
  const words = ['ask', `why did ${id} fail its gate?`]
  run.tell(await run.line(words))
  run.repeat(words)
}

async function askTraining(
  prompts: Prompts,
  explain: (id: string) => Promise<void>,
  { outcomes, answers }: GuideProgress,
): Promise<Pick<GuideAnswers, 'train'>> {
  const { rows } = outcomes
  if (!rows) return { train: answers.train ?? 'passed' }
  if (rows.length === 0) return { train: 'none' }
  const passed = rows.filter(({ pass }) => pass).length
  const refused = rows.length - passed
  const choices = [
    ...(passed > 0 ? [{ value: 'passed', name: `the ${plural(passed, 'row')} that passed the gate` }] : []),
    ...(refused > 0
      ? [
          {
            value: 'all',
            name: passed > 0 ? 'all of them, over the gate' : `${plural(refused, 'row')}, over the gate`,
            about: 'the override is kept, with the tag and the reason that you give',
          },
        ]
      : []),
    { value: 'none', name: 'none' },
    ...(refused > 0 ? [{ value: 'why', name: 'first tell me: why did this fail the gate?' }] : []),
  ]
  const question =
    refused > 0 ? `The gate refuses ${refused} of ${plural(rows.length, 'row')}. Train which?` : 'Train?'
  for (;;) {
    // Over the gate only who says so.
    const key = await prompts.select(question, choices, passed > 0 ? 'passed' : 'none')
    if (key === 'passed' || key === 'none') return { train: key }
    if (key === 'why') {
      for (const { backtest_run_id, pass } of rows) if (!pass) await explain(backtest_run_id)
      continue
    }
    try {
      return { train: await askOverride(prompts, answers.train) }
    } catch (error) {
      if (!(error instanceof Back)) throw error
    }
  }
}

async function askOverride(prompts: Prompts, earlier: GuideAnswers['train'] | undefined) {
  const typed = typeof earlier === 'object' ? { ...earlier } : { tag: '', reason: '' }
  await inOrder([
    async () => {
      typed.tag = await prompts.text({
        message: 'A tag to find the model by',
        earlier: typed.tag || undefined,
        fault: (text) =>
          text.trim() === '' ? 'a model that its gate refuses has to be found by a tag' : undefined,
      })
    },
    async () => {
      typed.reason = await prompts.text({
        message: 'Why, for whoever reads it later',
        earlier: typed.reason || undefined,
        fault: (text) => (text.trim() === '' ? 'say why, in a few words' : undefined),
      })
    },
  ])
  return { tag: typed.tag.trim(), reason: typed.reason?.trim() }
}

const idAfter = (words: readonly string[], name: string): string => words[words.indexOf(name) + 1]
