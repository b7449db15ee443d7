import type { Asked } from '../asked.ts'
import { kindOfView, type RunKind } from '../slots/kind.ts'
import { payloadOf } from '../slots/payload.ts'
import { unreadIn } from '../slots/unread.ts'
import type { Step } from '../step.ts'

/** What an order begins with before its verb or noun: `I need a quick …`, `how do I …`, `rerun the …`. */
const how = new RegExp(
  [
    /^(?:how (?:do|can|would|should) (?:i|you|we)\s+|(?:i|we)(?:'d)?\s+(?:need|want|like)(?:\s+to)?\s+)?/,
    /(?:(?:plan|start|launch|(?:re-?)?run|(?:re)?make|(?:re)?do|prepare|set up|give me|show me how to)\s+)?/,
    /(?:(?:a|an|the|me|another)\s+)*(?:(?:quick|new|fresh|small|full)\s+)?/,
  ]
    .map(({ source }) => source)
    .join(''),
)
const verbs: readonly [RunKind, RegExp][] = [
  ['build', /^(?:re)?build\b|^matrix\b/],
  ['train', /^(?:re)?train\b|^fit\b|^promote\b/],
  ['backtest', /^back ?test\b/],
  ['sweep', /^sweep\b/],
]

const suggest = (kind: RunKind, payload: Record<string, unknown>): Step => ({
  do: 'call',
  tool: 'pipeline.suggest',
  params: { kind, payload },
})

/** The same of a question's own words, of which none may be passed over in silence. */
function asSaid(kind: RunKind, { text }: Asked, payload: Record<string, unknown>): Step {
  const unread = unreadIn(text, payload)
  return { ...suggest(kind, payload), ...(unread.length > 0 && { unread }) }
}

/** What the asker's form is filled in for is to be started. */
export function start({ text, view, formValues, modelId, packId }: Asked): Step | undefined {
  if (
    !/^(?:run|start|do|execute|launch|submit|go)(?: (?:it|this|that|now|ahead|the (?:form|build|sweep|backtest|training)))*$/.test(
      text,
    )
  )
    return undefined
  const kind = kindOfView(view)
  if (kind === undefined) return undefined
  const filled = Object.keys(formValues).length > 0
  if (!filled && modelId === undefined) return undefined
  const payload = filled
    ? { ...formValues }
    : { model_id: modelId, ...(packId !== undefined && { pack_id: packId }) }
  return { do: 'call', tool: 'pipeline.execute', params: { kind, payload } }
}

/** A command is asked for: `sweep MODEL over thresholds …`, `how do I build MODEL`. */
export function command(asked: Asked): Step | undefined {
  const isHow = /^how\b/.test(asked.text)
  const text = asked.text.replace(how, '').trim()
  if (asked.ids.length > 0 && /^(?:make|turn)\b.*\bmodel\b/.test(asked.text)) return promotion(asked)
  const kind = verbs.find(([, verb]) => verb.test(text))?.[0]
  if (kind === undefined || (isHow && !asked.namesModel && asked.ids.length === 0)) return undefined
  if (kind === 'train' && (/^promote\b/.test(text) || asked.ids.length > 0)) return promotion(asked)
  // A list of them is no order to start one.
  if (/^(?:builds|sweeps|back ?tests|trainings)\b/.test(text)) return undefined
  const payload = payloadOf(kind, asked)
  if (asked.modelId !== undefined) return asSaid(kind, asked, payload)
  return saysSettings(payload) ? ofWhichModel(kind) : undefined
}

const ofWhichModel = (kind: RunKind): Step => ({
  do: 'decline',
  text: `Of which model? Name it: "${kind} MODEL …". "sigma models list" shows those that there are.`,
  citations: [{ path: 'docs/commands/models.md', title: 'sigma models' }],
})

const verbsAnywhere: readonly [RunKind, RegExp][] = [
  ['sweep', /\bsweep(?:ing)?\b/],
  ['backtest', /\bback ?test(?:ing)?\b/],
  ['train', /\b(?:re)?train(?:ing)?\b|\bfit(?:ting)?\b/],
  ['build', /\b(?:re)?build(?:ing)?\b|\bmatrix\b/],
]

/** What a run is of, rather than how it is done. */
const subjects = ['model_id', 'pack_id', 'risk_profile', 'tag']

const saysSettings = (payload: Readonly<Record<string, unknown>>): boolean =>
  Object.keys(payload).some((name) => !subjects.includes(name))

/**
 * Settings of a run are said, or a command is asked for, in whatever words: `try thresholds 0.5 and 0.6 on this model`. It
 * is for where nothing else fits.
 */
export function settings(asked: Asked): Step | undefined {
  const { text, modelId, view, ids } = asked
  const asksForCommand = /\bcommand\b/.test(text)
  if (
    modelId === undefined ||
    ids.length > 0 ||
    /^(?:wh\w+|how|is|are|do|does|did|explain|define)\b/.test(text)
  ) {
    return undefined
  }
  const kind = verbsAnywhere.find(([, verb]) => verb.test(text))?.[0] ?? kindOfView(view)
  if (kind === undefined) return undefined
  const payload = payloadOf(kind, asked)
  return asksForCommand || saysSettings(payload) ? asSaid(kind, asked, payload) : undefined
}

function promotion({ ids, chosen, tag }: Asked): Step | undefined {
  const backtests = ids.length > 0 ? ids : chosen
  if (backtests.length === 0) return undefined
  return suggest('train', {
    jobs: backtests.map((id) => ({ from: { backtest_id: id }, ...(tag !== undefined && { tag }) })),
  })
}

/** What usually comes after what the asker is at. */
const usual: Partial<Record<NonNullable<Asked['view']>, RunKind>> = {
  designer: 'build',
  build: 'backtest',
  backtest: 'sweep',
}

/** The sets that sweeps begin with (domain.md B, usual thresholds). */
const usualSets = [
  [0.5, 0.52, 0.54],
  [0.55, 0.6, 0.65],
]

export function nextStep({ text, view, modelId, packId }: Asked): Step | undefined {
  if (!/\bwhat(?:'s| is)? next\b|\bwhat (?:should|can|do|could) i do (?:now|next)\b|\bnext step\b/.test(text))
    return undefined
  const kind = view && usual[view]
  if (kind === undefined || modelId === undefined) return undefined
  return suggest(kind, {
    model_id: modelId,
    ...(packId !== undefined && { pack_id: packId }),
    ...(kind === 'sweep' && { sweep: { thresholds_variants: usualSets } }),
  })
}
