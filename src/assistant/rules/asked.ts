import { views } from '../../contract/views.ts'
import type { Question, QuestionContext } from '../question.ts'
import type { Known } from './known.ts'
import { idsIn } from './slots/ids.ts'
import { modelIn, type Profile, packIn, profileIn, unknownModelIn } from './slots/names.ts'
import { type Period, periodIn } from './slots/period.ts'
import { plainText } from './slots/plain.ts'

/** A question with what it names, and what the asker has before them. What it says itself wins. */
export interface Asked {
  /** As it was written, as far as rules read it. */
  message: string
  /** In plain words ({@link plainText}). */
  text: string
  view: QuestionContext['view']
  /** Ids that it names. */
  ids: readonly string[]
  /** Backtests that the asker has chosen. */
  chosen: readonly string[]
  /** The model that it names, else the asker's. */
  modelId: string | undefined
  /** Whether the question itself names the model. */
  namesModel: boolean
  /** Says that what it names as a model is none. */
  unknownModel: string | undefined
  packId: string | undefined
  profile: Profile | undefined
  tag: string | undefined
  period: Period
  formValues: Readonly<Record<string, unknown>>
}

/** In characters: patterns take the longer for the square of it, and a question is shorter. */
const mostRead = 2_000

export function askedOf({ message: written, context }: Question, known: Known, now: Date): Asked {
  const message = written.slice(0, mostRead)
  const text = plainText(message)
  const named = modelIn(text, known)
  const { model_id, pack_id, risk_profile, selection = [], form_values = {}, view } = context
  const [, tag] = /\b(?:tag|tagged|with tag)\s+["']?([\w.:-]+)["']?/.exec(text) ?? []
  return {
    message,
    text,
    view: view ?? viewOfRoute(context.route),
    ids: idsIn(text),
    chosen: selection.flatMap(({ backtest_id: id }) => (id === undefined ? [] : [id])),
    modelId: named ?? model_id,
    namesModel: named !== undefined,
    unknownModel: named === undefined ? unknownModelIn(text, known) : undefined,
    packId: packIn(text, known) ?? pack_id,
    profile: profileIn(text) ?? profileIn(risk_profile ?? ''),
    tag,
    period: periodIn(text, now),
    formValues: form_values,
  }
}

/** `/leaderboard/x` is of the leaderboard. */
function viewOfRoute(route: string | undefined): QuestionContext['view'] {
  return views.find((view) => route?.split('/').includes(view))
}
