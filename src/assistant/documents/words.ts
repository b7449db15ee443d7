/** Words that stand in every question and every page, and tell nothing apart. */
const common = new Set(
  (
    'a about am an and any are as at be been but by can could did do does done each for from get give had has have ' +
    'how i if in into is it its just make may me mean means might must my need no nor not of on one only or our out ' +
    'over say see shall should so some tell than that the their them then there these they this those to up use ' +
    'used using was we were what when where which while who whom whose why will with would you your'
  ).split(' '),
)

/** The words of a text: what stands between signs, so that `walk-forward` is two and `spy_opt_0dte` three. */
export function wordsOf(text: string): string[] {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
}

const known = new Map<string, string | null>()

/** Words differ without end in what somebody asks: of more than these no more are kept. */
const mostKnown = 20_000

/**
 * The form under which a word is found, the same for `purge`, `purged` and `purging`; null for one that tells nothing.
 * A whole stemmer would find no more in these documents.
 */
export function termOf(word: string): string | null {
  const found = known.get(word)
  if (found !== undefined) return found
  const term = makeTerm(word.toLowerCase())
  if (known.size < mostKnown) known.set(word, term)
  return term
}

function makeTerm(word: string): string | null {
  // Of numbers those of answers, such as 404, are asked for; the others are a seventh of all words, and a seventh of the
  // time that it takes to read the index.
  const isOtherNumber = /^\d+$/.test(word) && word.length !== 3
  if (word.length < 2 || isOtherNumber || common.has(word)) return null
  return withoutEnding(word)
}

/** English endings off, as long as three letters stay. */
function withoutEnding(word: string): string {
  let stem = word
  if (stem.length > 4 && stem.endsWith('ies')) stem = `${stem.slice(0, -3)}y`
  else if (stem.length > 3 && stem.endsWith('s') && !/(?:ss|us|is)$/.test(stem)) stem = stem.slice(0, -1)
  if (stem.length > 5 && stem.endsWith('ing')) stem = stem.slice(0, -3)
  else if (stem.length > 4 && stem.endsWith('ed')) stem = stem.slice(0, -2)
  return stem.length > 3 && stem.endsWith('e') ? stem.slice(0, -1) : stem
}
