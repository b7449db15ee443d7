import { nearest } from '../../../core/nearest.ts'
import type { Known } from '../known.ts'

const profiles = ['conservative', 'balanced', 'aggressive'] as const
export type Profile = (typeof profiles)[number]

/** Words that stand in names too, and by themselves name none. */
const shortest = 4

/** Letters and digits, with one space between words: `spy_opt-0dte` and `spy opt 0dte` are one name. */
const spaced = (text: string): string =>
  ` ${text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim()} `

/**
 * The model that a text names: as it is spelled, with other signs between its words, with words left out that no other model
 * is told apart by, or with a slip.
 */
export function modelIn(text: string, { models }: Pick<Known, 'models'>): string | undefined {
  const ids = [...new Set(models)].sort((a, b) => b.length - a.length)
  const words = spaced(text)
  const named = ids.find((id) => words.includes(spaced(id)))
  if (named !== undefined) return named
  const slips = text.split(/[\s,;?!"']+/).filter((word) => /^[a-z0-9]+(_[a-z0-9]+){2,}$/i.test(word))
  for (const word of slips) {
    const near = nearest(word, ids)
    if (near !== undefined) return near
  }
  return partlyNamed(words, ids)
}

/** `spy 0dte hourly` names the shortest model that has these words in this order. */
function partlyNamed(words: string, ids: readonly string[]): string | undefined {
  const said = new Set(words.trim().split(' '))
  const candidates = ids.filter((id) => {
    const parts = id.split('_')
    return parts.filter((part) => said.has(part)).length >= Math.max(3, parts.length - 1)
  })
  return candidates.at(-1)
}

export function packIn(text: string, { packs }: Pick<Known, 'packs'>): string | undefined {
  return nameIn(text, packs)
}

export function profileIn(text: string): Profile | undefined {
  const found = nameIn(text, profiles)
  return profiles.find((profile) => profile === found)
}

/** One of a few names in a text, also with a slip in it. */
function nameIn(text: string, names: readonly string[]): string | undefined {
  const words = text.toLowerCase().split(/[^a-z0-9_]+/)
  const exact = names.find((name) => words.includes(name))
  if (exact !== undefined) return exact
  for (const word of words) {
    if (word.length < 2 * shortest) continue
    const near = nearest(word, names)
    // A longer word that is near is another form of it, as `momentum` is of no pack.
    if (near !== undefined && Math.abs(near.length - word.length) <= 2 && near[0] === word[0]) return near
  }
  return undefined
}
