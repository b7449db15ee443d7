import type { Asked } from '../asked.ts'
import type { SettingChange, Step } from '../step.ts'

const guide = (anchor: string, title: string) => ({ path: `docs/guide/assistant.md#${anchor}`, title })

const sql =
  /\bselect\b.+\bfrom\b|\b(?:drop|alter|create|truncate)\s+(?:table|view|index|database)\b|\binsert\s+into\b|\bdelete\s+from\b|\bupdate\s+\w+\s+set\b|\bpragma\b|\battach\s+database\b|\bunion\s+select\b/

/** A statement of SQL is no question. */
export function freeSql({ text }: Asked): Step | undefined {
  if (!sql.test(text)) return undefined
  return {
    do: 'decline',
    text: 'I take no SQL: the database is asked by questions that are written down beforehand. Say what you want to know, such as "top 5 runs by sharpe".',
    citations: [guide('templates', 'Assistant: Templates')],
  }
}

/** Folders that lead out of the workspace, or to its root, whatever follows. */
const outside =
  /(?:^|[\s"'(])(?:\.\.[\\/]|~[\\/]|[a-z]:[\\/]|\\\\|\/(?:[\w.-]+\/)*[\w.-]+|file:)|[\\/]\.\.(?:[\\/]|$)/

/** Paths that begin with a slash and are routes of the server. */
const routes = /^\/(?:backtests|sweeps|build_runs|training_runs|leaderboard|lineage|models|packs)\b/

export function pathOutside({ text }: Asked): Step | undefined {
  const found = outside
    .exec(text)?.[0]
    .trim()
    .replace(/^["'(]/, '')
  if (found === undefined || routes.test(found)) return undefined
  return {
    do: 'decline',
    text: 'That path is not below the folders that I may look at: reports/, static/, matrices/ and artifacts/ of the workspace.',
    citations: [guide('folders-that-can-be-looked-at', 'Assistant: Folders that can be looked at')],
  }
}

const asksHow = /^(?:how|what|which|why|where|when|who|can i|may i|explain|define|is|are|does)\b/

/** Whether a word is to be explained, as in `what is a signal`: that is another question. */
function explains(text: string): boolean {
  const isTerm = /^(?:what is|what's|what are|what does|explain|define|how (?:is|are|does|do))\b/.test(text)
  const isOfNow = /\b(?:today'?s?|todays|current|latest|newest|new|my)\b/.test(text)
  return isTerm && !isOfNow
}

/** Contracts are chosen by a command of its own, which keeps what it chooses. */
export function optionsOverlay({ text, view }: Asked): Step | undefined {
  const isNamed = /\b(?:overlay|expirations?|expiries)\b/.test(text)
  const picks =
    view === 'overlay' && /\b(?:pick|choose|select|find|suggest)\b.*\b(?:options?|calls?|puts?)\b/.test(text)
  if (!(isNamed || picks) || explains(text)) return undefined
  return {
    do: 'decline',
    text: 'I choose no options. `sigma overlay MODEL` lays them over the stock signals of a day, `sigma overlay list` shows those that are kept, and `sigma expirations TICKER` tells when options expire.',
    citations: [{ path: 'docs/guide/options-overlay.md', title: 'Options for stock signals' }],
  }
}

/** Signals are raised and shown by commands of their own. */
export function signals({ text }: Asked): Step | undefined {
  const isNamed = /\b(?:signals?|alerts?|scan(?:s|ner|ners)?)\b/.test(text)
  if (!isNamed || explains(text)) return undefined
  return {
    do: 'decline',
    text: 'I raise and show no signals. `sigma alerts MODEL` decides the newest bars of a model, `sigma scan` ranks tickers, `sigma signals` lists what was kept, and `sigma signals leaderboard` says how it went.',
    citations: [
      { path: 'docs/guide/alerts.md', title: 'Alerts: what a model decides now' },
      { path: 'docs/guide/live-record.md', title: 'The live record' },
    ],
  }
}

const changes =
  /^(?:set|change|raise|lower|loosen|relax|edit|update|increase|decrease|reduce|disable|turn off|switch off|override|double|halve|apply)\b/
const changed =
  /\b(?:policy|policies|risk budget|budget|limit|limits|profile|gate|quota|quotas|slippage|commission|cooldown|config|setting|switch|flag)\b/

/** Only a person changes what runs are judged by. */
export function change(asked: Asked): Step | undefined {
  const { text, modelId, packId } = asked
  if (asksHow.test(text) || !changes.test(text) || !changed.test(text)) return undefined
  const [, value] = /\bto\s+([\w.%-]+)(?!.*\bto\s)/.exec(text) ?? []
  const change: SettingChange | undefined =
    value !== undefined && modelId !== undefined
      ? { modelId, ...(packId !== undefined && { packId }), text, value }
      : undefined
  return {
    do: 'decline',
    text: 'I change no policy, profile or setting: what runs are judged by is changed by a person, and kept with who did it.',
    citations: [
      { path: 'docs/commands/policy.md', title: 'sigma policy' },
      { path: 'docs/guide/administration.md', title: 'Administration' },
    ],
    ...(change && { change }),
  }
}
