import { withoutSlips } from './slips.ts'

/** How people write what the rules know by its plain word. */
const spellings: readonly [RegExp, string][] = [
  [/\bw\/\s*/g, 'with '],
  [/\b(?:whats|wats)\b/g, "what's"],
  [/\bwat\b/g, 'what'],
  [/^y\b|\bhow come\b/g, 'why'],
  [/\bgimme\b/g, 'give me'],
  [/\b(?:pls|plz)\b/g, 'please'],
  [/\b(can|won|don|didn|doesn|isn)t\b/g, "$1't"],
]

const courtesies =
  /^(?:(?:please|hi|hello|hey|ok|okay|yes|yep|sure|can you|could you|would you|i want to|i would like to|let's|now)[\s,]+)+/

/** In lower case, in plain words, without the mark at its end and without courtesies. */
export function plainText(message: string): string {
  const text = message
    .toLowerCase()
    .replaceAll('’', "'")
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/[?!.\s]+$/, '')
  const plain = spellings.reduce((left, [written, word]) => left.replaceAll(written, word), text)
  return withoutSlips(plain)
    .replace(courtesies, '')
    .replace(/[\s,]+please$/, '')
}
