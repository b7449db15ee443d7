import type { Asked } from '../asked.ts'
import { kindIn } from '../slots/kind.ts'
import type { Step } from '../step.ts'

/** What is meant by `this`: what the question names, else what the asker has chosen. */
const meant = ({ ids, chosen }: Asked): readonly string[] => (ids.length > 0 ? ids : chosen)

const call = (tool: string, params: Record<string, unknown>): Step => ({ do: 'call', tool, params })

export function compared(asked: Asked): Step | undefined {
  const ids = meant(asked)
  const compares = /\b(?:compare|versus|vs|against|differen(?:ce|t)|differs?|better)\b/.test(asked.text)
  // Whoever names several and asks nothing of a gate wants them side by side.
  const isOfThem =
    compares || (asked.ids.length >= 2 && !/\b(?:gate|fail\w*|promote|train)\b/.test(asked.text))
  return ids.length >= 2 && isOfThem ? call('db.compare_runs', { ids: ids.slice(0, 5) }) : undefined
}

export function lineage(asked: Asked): Step | undefined {
  const [id] = meant(asked)
  const asks =
    /\b(?:lineage|(?:come|came|comes) from|made (?:of|from)|origin|provenance|shas?|(?:which|what) data|went into|built (?:from|on))\b/.test(
      asked.text,
    )
  return id !== undefined && asks ? call('db.lineage', { id }) : undefined
}

const asksWhy = [
  /^(?=.*\bwhy\b).*\b(?:fail|pass|reject|gate|refuse|promot)/,
  /\b(?:which|what) (?:limit|rule|check|criteri)\w*\b.*\b(?:break|broke|fail|miss|exceed|violat)/,
  /\bgate fail(?:ure|ing)s\b|\bgate (?:result|verdict|outcome)s?\b/,
  /\breasons?\b.*\b(?:gate|fail|reject)|\bgate\b.*\breasons?\b|\bgate reason/,
  /\b(?:is|was|went) wrong\b|'s wrong\b|\boffend|\bwhat (?:failed|fails)\b|\brejected\b.*\bwhy\b/,
]

/** Why gates did not pass runs: of one, of a sweep, of a model. */
export function gateFailure(asked: Asked): Step | undefined {
  const { text, modelId, packId, profile, view } = asked
  if (!asksWhy.some((pattern) => pattern.test(text))) return undefined
  if (/\b(?:training|train|build|fit)s?\b/.test(text) && !/\bgate\b/.test(text)) return undefined
  const [id] = meant(asked)
  if (id !== undefined) {
    const isSweep = /\b(?:sweep|variants?)\b/.test(text) && kindIn(text) !== 'backtest'
    return call('db.gate_failures', isSweep ? { sweep_id: id } : { run_id: id })
  }
  if (
    view === 'sweeps' &&
    typeof asked.formValues.sweep_id === 'string' &&
    /\bsweep|variants?|these\b/.test(text)
  )
    return call('db.gate_failures', { sweep_id: asked.formValues.sweep_id })
  return call('db.gate_failures', {
    ...(modelId !== undefined && { model_id: modelId }),
    ...(packId !== undefined && { pack_id: packId }),
    ...(profile !== undefined && { risk_profile: profile }),
  })
}

export function trials(asked: Asked): Step | undefined {
  const { text, modelId, formValues, ids } = asked
  if (
    !/\b(?:how many|how often|number of|count)\b.*\b(?:trials?|tried|tries)\b|\bledger of\b|\b(?:show|list)\b.*\btrials\b/.test(
      text,
    )
  )
    return undefined
  const sweep = ids[0] ?? (/\bsweep\b/.test(text) ? formValues.sweep_id : undefined)
  if (typeof sweep === 'string') return call('db.trials', { sweep_id: sweep })
  return call('db.trials', modelId === undefined ? {} : { model_id: modelId })
}

/** What a sweep came to: one that is named, or the newest. */
export function sweepSummary(asked: Asked): Step | undefined {
  const { text, view, ids, modelId, packId } = asked
  const { sweep_id: open } = asked.formValues
  const isOfOpen = typeof open === 'string' && /\bvariants?\b/.test(text)
  const isOfSweep = isOfOpen || /\bsweep\b/.test(text) || (view === 'sweeps' && ids.length > 0)
  const sums =
    /\b(?:summar\w*|how did|how is|go|went|find|found|result|results|outcome|came out|come out|best|variants|done|finish(?:ed)?|ready|progress|status|how far|luck\w*|overfit\w*)\b/.test(
      text,
    )
  if (!isOfSweep || !sums || /^how (?:do|does|can|to)\b/.test(text)) return undefined
  if (ids.length > 0) return call('db.sweep_summary', { id: ids[0] })
  if (!isOfOpen && !/\b(?:last|latest|newest|recent|this|the|my)\s+(?:\w+\s+)?sweep\b/.test(text))
    return undefined
  if (typeof open === 'string') return call('db.sweep_summary', { id: open })
  return {
    do: 'newest',
    kind: 'sweep',
    of: {
      ...(modelId !== undefined && { model_id: modelId }),
      ...(packId !== undefined && { pack_id: packId }),
    },
    tool: 'db.sweep_summary',
  }
}

/** All of a run that is named, where nothing else is asked of it. */
export function detail(asked: Asked): Step | undefined {
  const [id] = meant(asked)
  const isOfIt = asked.ids.length > 0 || /\b(?:this|it|that|selected|chosen)\b/.test(asked.text)
  return id !== undefined && isOfIt ? call('db.run_detail', { id }) : undefined
}
