import { z } from 'zod'
import { SigmaError } from '../../../core/errors.ts'
import type { GuideAnswers } from '../../../host/guideFiles.ts'
import { date } from '../../globals.ts'
import { count, day } from '../../output/format.ts'
import { answer, buildCommand, dataCommand, previewCommand } from '../commands.ts'
import { Back, inOrder, type Prompts } from '../prompts.ts'
import { step } from '../step.ts'
import { faultOf } from '../texts.ts'

/** What the data hold. */
interface Span {
  start: string
  end: string
  rows: number
}

const previewed = z.object({
  rows: z.number(),
  window: z.object({ start: z.string().nullish(), end: z.string().nullish() }).nullish(),
  qa: z.object({ ok: z.boolean() }),
})

export const windowStep = step({
  name: 'window',
  async see(run, progress): Promise<Span | undefined> {
    if (run.isDry || !run.prompts) return undefined
    const { body } = await run.context.output.during('looking at the data', run.line(dataCommand(progress)))
    const { rows, window } = previewed.parse(body)
    return window?.start && window.end ? { rows, start: day(window.start), end: day(window.end) } : undefined
  },
  async ask(prompts, span, { answers }) {
    const proposals = proposalsOf(span)
    const earlier = keyOf(proposals, answers.window)
    for (;;) {
      const key = await prompts.select('Which window?', proposals, earlier)
      const proposal = proposals.find(({ value }) => value === key)
      if (proposal?.window) return { window: proposal.window }
      try {
        return { window: await ownWindow(prompts, span, answers.window) }
      } catch (error) {
        if (!(error instanceof Back)) throw error
      }
    }
  },
  check(_, progress) {
    const window = answer(progress, 'window')
    return window !== 'all' && window.start && window.end && window.start > window.end
      ? [{ field: 'window', issue: `ends on ${window.end}, before it starts on ${window.start}` }]
      : []
  },
  commands: (progress) => [dataCommand(progress)],
  isInScript: false,
})

export const previewStep = step({
  name: 'preview',
  async see(run, progress) {
    if (run.isDry) return { isOk: true }
    const ran = await run.context.output.during('previewing', run.line(previewCommand(progress)))
    run.tell(ran)
    return { isOk: previewed.parse(ran.body).qa.ok }
  },
  async ask(prompts, { isOk }) {
    const go = await prompts.select(
      isOk ? 'Build this matrix?' : 'The preview found faults. Build it all the same?',
      [
        { value: 'yes', name: isOk ? 'yes' : 'yes, the faults are known' },
        { value: 'no', name: 'no, choose another window' },
      ],
    )
    if (go === 'no') throw new Back()
    return { findings: isOk ? 'stop' : 'accept' }
  },
  async act(_, progress, { isOk }) {
    if (!isOk && answer(progress, 'findings') === 'stop') {
      throw new SigmaError('GATE_FAILED', 'the preview found faults, and the answers say to stop then', {
        next: 'mend the data; or answer findings: accept',
      })
    }
    return { preview: { ok: isOk } }
  },
  commands: (progress) => [previewCommand(progress)],
  isInScript: true,
})

const built = z.object({ run_id: z.string(), matrix_sha: z.string() })

export const buildStep = step({
  name: 'build',
  see: async () => undefined,
  async act(run, progress) {
    const ran = await run.line(buildCommand(progress))
    run.tell(ran)
    return { build: built.parse(ran.body) }
  },
  commands: (progress) => [buildCommand(progress)],
  isInScript: true,
})

type Window = GuideAnswers['window']

interface Proposal {
  value: string
  name: string
  /** Absent where it is typed. */
  window?: Window
}

function proposalsOf(span: Span | undefined): Proposal[] {
  const all = span
    ? `all of it: ${span.start} to ${span.end}, ${count(span.rows)} rows`
    : 'all that the data hold'
  const shorter = span ? [10, 5].flatMap((years) => lastYears(span, years)) : []
  return [
    { value: 'all', name: all, window: 'all' },
    ...shorter,
    { value: 'own', name: 'from a day to a day of your own' },
  ]
}

function lastYears({ start, end }: Span, years: number): Proposal[] {
  const first = `${Number(end.slice(0, 4)) - years}${end.slice(4)}`.replace('-02-29', '-02-28')
  if (first <= start) return []
  return [{ value: `${years}`, name: `the last ${years} years, from ${first}`, window: { start: first } }]
}

function keyOf(proposals: Proposal[], window: Window | undefined): string | undefined {
  if (window === undefined) return undefined
  return proposals.find((one) => JSON.stringify(one.window) === JSON.stringify(window))?.value ?? 'own'
}

async function ownWindow(prompts: Prompts, span: Span | undefined, earlier: Window = 'all'): Promise<Window> {
  const { start, end } = earlier === 'all' ? {} : earlier
  const typed = { start: start ?? span?.start ?? '', end: end ?? span?.end ?? '' }
  await inOrder([
    async () => {
      typed.start = await prompts.text({
        message: 'First day (YYYY-MM-DD)',
        earlier: typed.start,
        fault: (text) => faultOf(date, text) ?? outside(text, span),
      })
    },
    async () => {
      typed.end = await prompts.text({
        message: 'Last day (YYYY-MM-DD)',
        earlier: typed.end,
        fault: (text) =>
          faultOf(date, text) ??
          (text < typed.start ? `expected a day from ${typed.start} on` : outside(text, span)),
      })
    },
  ])
  return typed
}

function outside(text: string, span: Span | undefined): string | undefined {
  return span && (text < span.start || text > span.end)
    ? `the data go from ${span.start} to ${span.end}`
    : undefined
}
