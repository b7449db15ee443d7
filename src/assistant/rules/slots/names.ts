import { didYouMean, nearest } from '../../../core/nearest.ts'
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
    // A slip in the ticker would be a model of something else.
    const [ticker] = word.split('_')
    const near = nearest(
      word,
      ids.filter((id) => id.startsWith(`${ticker}_`)),
    )
    if (near !== undefined) return near
  }
  return partlyNamed(words, ids)
}

/** Says that a word in the place and of the form of a model's name is none: `runs of abc_eq_swing_daily`. */
export function unknownModelIn(text: string, { models }: Pick<Known, 'models'>): string | undefined {
  const place = '(?:of|for|model|build|train|fit|sweep|backtest|matrix)'
  const name = new RegExp(`\\b${place}\\s+(?:model\\s+)?([a-z0-9]+(?:_[a-z0-9]+){2,})\\b(?!\\.)`).exec(
    text,
  )?.[1]
  return name && `There is no model ${JSON.stringify(name)} in this workspace${didYouMean(name, models)}`
}

/** `spy 0dte hourly` names the shortest model that has its ticker and all other words but one. */
function partlyNamed(words: string, ids: readonly string[]): string | undefined {
  const said = new Set(words.trim().split(' '))
  const candidates = ids.filter((id) => {
    const parts = id.split('_')
    const known = parts.filter((part) => said.has(part)).length
    return said.has(parts[0]) && known >= Math.max(3, parts.length - 1)
  })
  return candidates.at(-1)
}

export function packIn(text: string, { packs }: Pick<Known, 'packs'>): string | undefined {
  const joined = text.replaceAll(/[\s-]+(?=sigma\b)/g, '')
  return nameIn(joined, packs)
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
