import { z } from 'zod'
import { closedMap, count, date, share, thresholds, wholeUpTo } from './parts.ts'

const name = z.string().min(1, 'expected a name')

const day = date.refine((text) => isDay(text), 'expected a day that the calendar has')

/** Whether the calendar has it: no 30 February. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text)
}

/** What a sweep of a guided run goes through. */
const variants = closedMap({
  thresholds: z.array(thresholds).min(1, 'expected at least one set').max(500).optional(),
  top_pcts: z.array(share).min(1, 'expected at least one').max(500).optional(),
  splits: wholeUpTo(1, 100).optional(),
  rounds: wholeUpTo(1, 100_000).optional(),
  seed: z.int().nonnegative('expected 0 or more').optional(),
}).refine(
  ({ thresholds: sets, top_pcts }) => sets !== undefined || top_pcts !== undefined,
  'expected thresholds, top_pcts or both',
)

/** Every answer of a guided run: what `sigma guide --answers` takes. */
export const guideAnswersSchema = closedMap({
  pack: name,
  model: name,
  risk: name,
  /** `all`, or its first and last day, either left out where it is that of the data. */
  window: z.union([z.literal('all'), closedMap({ start: day.optional(), end: day.optional() })]),
  /** What is done where the preview finds faults. */
  findings: z.enum(['stop', 'accept']),
  sweep: variants,
  /** Places in the ranking of the sweep, from 1. */
  rows: z.union([z.enum(['best', 'passed', 'none']), z.array(count)]),
  /** With a tag, rows are trained too that their gate refuses. */
  train: z.union([z.enum(['passed', 'none']), closedMap({ tag: name, reason: name.optional() })]),
  report: z.enum(['html', 'none']),
})

const guideSteps = [
  'pack',
  'model',
  'risk',
  'window',
  'preview',
  'build',
  'variants',
  'sweep',
  'rows',
  'train',
  'report',
] as const

/** What the steps that act left, by the name of the step. */
const outcomes = z
  .strictObject({
    preview: z.strictObject({ ok: z.boolean() }),
    build: z.strictObject({ run_id: name, matrix_sha: name }),
    sweep: z.strictObject({ sweep_id: name }),
    rows: z.array(z.strictObject({ place: count, backtest_run_id: name, pass: z.boolean() })),
    train: z.array(z.strictObject({ backtest_run_id: name, run_id: name })),
    report: z.array(z.strictObject({ run_id: name, file: name })),
  })
  .partial()

/** How far a guided run is: kept in the workspace, so that it goes on after a stop. */
export const guideProgressSchema = z.strictObject({
  version: z.literal(1),
  at: z.enum([...guideSteps, 'end']),
  answers: guideAnswersSchema.partial(),
  outcomes,
  /** A sweep that was stopped, and goes on where it was. */
  stopped_sweep: name.optional(),
})

export type GuideAnswers = z.infer<typeof guideAnswersSchema>
export type GuideProgress = z.infer<typeof guideProgressSchema>
