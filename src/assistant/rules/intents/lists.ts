import type { Asked } from '../asked.ts'
import { isOne, kindIn, kindOfView } from '../slots/kind.ts'
import { countIn } from '../slots/numbers.ts'
import type { Step } from '../step.ts'

const statuses = [
  ['running', /\b(?:running|under way|in progress|right now|at the moment|currently)\b/],
  ['failed', /\bfail(?:ed|s|ure|ures|ing)?\b|\bbroken?\b|\bcrash(?:ed)?\b/],
  ['queued', /\b(?:queued|waiting|pending)\b/],
  ['canceled', /\bcancell?ed\b/],
  ['completed', /\b(?:completed|successful)\b/],
] as const

/** The newest runs of a kind, and how they stand. */
export function newest(asked: Asked): Step | undefined {
  const { text, modelId, namesModel, packId, tag } = asked
  const status = statuses.find(([, words]) => words.test(text))?.[0]
  const isCount =
    countsRuns.test(text) && !/\b(?:a|per|each) day\b|\bat once\b|\ballowed\b|\bcan\b|\bmay\b/.test(text)
  const isList =
    isCount ||
    (severalIn(text) && (status !== undefined || Object.keys(asked.period).length > 0)) ||
    /\b(?:last|latest|lately|newest|recent|recently|right now|at the moment|currently|running|queued|waiting|list|show|my|history|which|any|are there|finish(?:ed)?|cancell?ed)\b/.test(
      text,
    ) ||
    /\bthat (?:failed|ran|run)\b/.test(text)
  const kind = kindIn(text) ?? (/\bruns?\b/.test(text) ? kindOfView(asked.view) : undefined)
  const isHow = /^(?:what is|what's|what does|how|can i|explain|define)\b|\bwhat now$/.test(text)
  if (!isList || kind === undefined || (isHow && !isCount)) return undefined
  const limit = countIn(text) ?? (isOne(text) ? 1 : undefined)
  return {
    do: 'call',
    tool: 'db.runs',
    params: {
      kind,
      ...(modelId !== undefined && (namesModel || asked.view === kindViewOf(kind)) && { model_id: modelId }),
      ...(packId !== undefined && { pack_id: packId }),
      ...(status !== undefined && { status }),
      ...(tag !== undefined && { tag }),
      ...(limit !== undefined && { limit: Math.min(50, limit) }),
    },
  }
}

/** Those that there are, and not those that are allowed. */
const countsRuns = /^how many (?:\w+ )?(?:builds|trainings|fits|back ?tests|sweeps)\b/

const severalIn = (text: string): boolean => /\b(?:builds|trainings|fits|back ?tests|sweeps)\b/.test(text)

const kindViewOf = (kind: string): string => (kind === 'sweep' ? 'sweeps' : kind)

const measures = [
  ['sharpe', /\bsharpe\b/],
  ['cum_ret', /\b(?:returns?|profit\w*|gain|gains|cum_ret|cum_return|earn\w*|money)\b/],
] as const

/** The best runs, and which passed. */
export function ranking(asked: Asked): Step | undefined {
  const { text, modelId, packId, profile, tag, period } = asked
  const ranks =
    /\b(?:best|top\d*|highest|strongest|leaderboard|leaders?|rank\w*|winning|winners?|ahead|most profitable|good ones)\b/.test(
      text,
    )
  const hides = /\b(?:hide|without|exclude|excluding|except|leave out|not those)\b/.test(text)
  const fails = !hides && /\b(?:fail(?:ed|ing|s)?|did(?: not|n't) pass|not passing|rejected)\b/.test(text)
  const passes =
    (!fails &&
      /\bpass(?:ed|es|ing)?\b|\bsurviv\w+\b|\b(?:through|past) (?:the|its|their) gates?\b/.test(text)) ||
    (hides && /\bfail\w*\b/.test(text))
  const judges = (fails && /\bgate\b/.test(text)) || passes
  if (!(ranks || judges) || /^(?:what is|what's a|what does|how|can i|explain|define)\b/.test(text))
    return undefined
  const order = measures.find(([, words]) => words.test(text))?.[0]
  const limit = countIn(text)
  return {
    do: 'call',
    tool: 'db.leaderboard',
    params: {
      ...(modelId !== undefined && { model_id: modelId }),
      ...(packId !== undefined && { pack_id: packId }),
      ...(profile !== undefined && { risk_profile: profile }),
      ...(judges && { pass_gate: passes }),
      ...(tag !== undefined && { tag }),
      ...period,
      ...(order !== undefined && { order_by: order }),
      ...(limit !== undefined && { limit: Math.min(50, limit) }),
    },
  }
}
