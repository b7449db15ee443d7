import type { Asked } from '../asked.ts'
import type { Step } from '../step.ts'

const opening =
  /^(?:what(?:'s| is| are| does| do| was)?|which|how(?: much| many| do| does| can| is| are| would| should)?|why(?: is| are| does| do)?|where(?: is| are| do| does)?|when|can|may|explain|define|tell me about|describe|meaning of|is|are|does|do)\s+(?:(?:i|you|we|one|my|a|an|the|it|there)\s+)*/

/** A question about a term, or how something is done. */
export function documents({ text }: Asked): Step | undefined {
  if (!opening.test(text)) return undefined
  return { do: 'call', tool: 'docs.search', params: { query: queryOf(text) } }
}

const definitions =
  /^(?:which|what|list|show)(?: me)?(?: all)?(?: the| my)? (models|packs)(?: (?:are there|there are|exist|do (?:i|we) have|can i use))?$/

/** Which models or packs there are: a command lists them, and passages that have the word in them do not. */
export function definitionsList({ text }: Asked): Step | undefined {
  const [, noun] = definitions.exec(text) ?? []
  if (noun === undefined) return undefined
  return {
    do: 'decline',
    text: `"sigma ${noun} list" shows the ${noun} that there are.`,
    citations: [{ path: `docs/commands/${noun}.md`, title: `sigma ${noun}` }],
  }
}

/** What is written under another word than it is asked by. */
const topics: readonly [RegExp, string][] = [
  [/^how (?:many|much|often)\b.*\b(?:a|per|each) day\b|\bhow many\b.*\b(?:at once|allowed)\b/, 'quotas'],
]

/** What is looked for, without the words that ask. */
export function queryOf(text: string): string {
  const topic = topics.find(([asked]) => asked.test(text))
  if (topic) return topic[1]
  const query = text
    .replace(opening, '')
    .replace(/\s+(?:mean|means)$/, '')
    .trim()
  return (query === '' ? text : query).slice(0, 500)
}
