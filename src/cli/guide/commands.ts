import { invalidParam } from '../../core/errors.ts'
import type { GuideAnswers, GuideProgress } from '../../host/guideFiles.ts'
import { option } from './words.ts'

type Words = string[]

/** Stand for what only a run can tell, where commands are shown without one. */
const unknown = { matrix: 'MATRIX_SHA', sweep: 'SWEEP_ID', backtest: 'BACKTEST_ID' }

/** An answer that the steps before have asked for. @throws INVALID_PARAM when it is missing */
export function answer<Name extends keyof GuideAnswers>(
  { answers }: { answers: Partial<GuideAnswers> },
  name: Name,
): NonNullable<Partial<GuideAnswers>[Name]> {
  const value = answers[name]
  if (value == null) throw invalidParam([{ field: name, issue: 'is not answered' }])
  return value
}

const subject = (progress: GuideProgress): Words => [
  answer(progress, 'model'),
  '--pack',
  answer(progress, 'pack'),
]

export const packCommand = (progress: GuideProgress): Words => ['packs', 'show', answer(progress, 'pack')]

export const modelCommand = (progress: GuideProgress): Words => ['models', 'show', ...subject(progress)]

/** The whole of the data: what a window is chosen from. */
export const dataCommand = (progress: GuideProgress): Words => ['preview', ...subject(progress)]

export const previewCommand = (progress: GuideProgress): Words => [
  'preview',
  ...subject(progress),
  ...windowWords(progress),
]

export const buildCommand = (progress: GuideProgress): Words => [
  'build',
  ...subject(progress),
  ...windowWords(progress),
  '--risk',
  answer(progress, 'risk'),
]

export function sweepCommand(progress: GuideProgress): Words {
  const { thresholds, top_pcts, splits, rounds, seed } = answer(progress, 'sweep')
  return [
    'sweep',
    ...subject(progress),
    '--matrix',
    progress.outcomes.build?.matrix_sha ?? unknown.matrix,
    '--risk',
    answer(progress, 'risk'),
    ...option('--thresholds', thresholds?.map((set) => set.join(',')).join(';')),
    ...option('--top-pcts', top_pcts?.join(',')),
    ...option('--splits', splits),
    ...option('--rounds', rounds),
    ...option('--seed', seed),
  ]
}

export const planCommand = (progress: GuideProgress): Words => [...sweepCommand(progress), '--plan']

export const resultsCommand = (progress: GuideProgress): Words => ['sweep', 'results', sweepId(progress)]

/** A promotion of each row that is to be trained. */
export function trainCommands(progress: GuideProgress): Words[] {
  const train = answer(progress, 'train')
  const { rows } = progress.outcomes
  if (train === 'none' || answer(progress, 'rows') === 'none') return []
  if (!rows) return [promotion(progress, unknown.backtest, train, train === 'passed')]
  const trained = rows.filter(({ pass }) => pass || train !== 'passed')
  return trained.map(({ backtest_run_id, pass }) => promotion(progress, backtest_run_id, train, pass))
}

function promotion(progress: GuideProgress, id: string, train: GuideAnswers['train'], pass: boolean): Words {
  const override =
    pass || typeof train === 'string'
      ? []
      : ['--override-gate', '--tag', train.tag, ...option('--reason', train.reason), '--yes']
  return ['train', ...subject(progress), '--from', id, ...override]
}

/** The reports of the chosen rows; of the whole sweep where none is chosen. */
export function reportCommands(progress: GuideProgress): Words[] {
  if (answer(progress, 'report') === 'none') return []
  const { rows } = progress.outcomes
  if (!rows && answer(progress, 'rows') !== 'none') return [['report', unknown.backtest]]
  const chosen = (rows ?? []).map(({ backtest_run_id }) => backtest_run_id)
  return (chosen.length > 0 ? chosen : [sweepId(progress)]).map((id) => ['report', id])
}

const sweepId = ({ outcomes }: GuideProgress): string => outcomes.sweep?.sweep_id ?? unknown.sweep

function windowWords(progress: GuideProgress): Words {
  const window = answer(progress, 'window')
  return window === 'all' ? [] : [...option('--start', window.start), ...option('--end', window.end)]
}
