/** What a JSON value is cut to: characters of a text, members of a list or an object, and how deep they may stand. */
interface Measure {
  text: number
  members: number
  depth: number
}

/** From the most that is kept to what always fits into 4 KiB. */
const measures: readonly Measure[] = [
  { text: 4_000, members: 200, depth: 12 },
  { text: 1_000, members: 50, depth: 8 },
  { text: 250, members: 12, depth: 6 },
  { text: 60, members: 5, depth: 4 },
  { text: 30, members: 3, depth: 2 },
]

export interface CutJson {
  value: unknown
  /** Bytes of all of it as JSON. */
  bytes: number
  isCut: boolean
}

/**
 * A JSON value, cut where it is longer than so many bytes: it stays JSON of the same form, with less of every text, list and
 * object that is long, each saying how much is left out.
 *
 * @param limit bytes of the JSON, at least 4,096
 * @param clean applied to what may be kept, while its texts are whole
 */
export function cutJson(
  value: unknown,
  limit: number,
  clean: (part: unknown) => unknown = (part) => part,
): CutJson {
  const bytes = bytesOf(value)
  const isLong = bytes > limit
  const cleaned = clean(isLong ? shorten(value, { ...measures[0], text: Number.POSITIVE_INFINITY }) : value)
  if (!isLong && bytesOf(cleaned) <= limit) return { value: cleaned, bytes, isCut: false }
  for (const measure of measures) {
    const shorter = shorten(cleaned, measure)
    if (bytesOf(shorter) <= limit) return { value: shorter, bytes, isCut: true }
  }
  return { value: `… (${bytes} bytes)`, bytes, isCut: true }
}

function bytesOf(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value) ?? '').length
}

function shorten(value: unknown, measure: Measure): unknown {
  if (typeof value === 'string') return shortText(value, measure.text)
  if (typeof value !== 'object' || value === null) return value
  const { members, depth } = measure
  const inner = { ...measure, depth: depth - 1 }
  if (Array.isArray(value)) {
    if (depth === 0) return `… ${value.length} items`
    const kept = value.slice(0, members).map((item) => shorten(item, inner))
    const left = value.length - kept.length
    return left > 0 ? [...kept, `… ${left} more`] : kept
  }
  const entries = Object.entries(value)
  if (depth === 0) return `… ${entries.length} fields`
  const kept = entries
    .slice(0, members)
    .map(([name, member]): [string, unknown] => [shortText(name, measure.text), shorten(member, inner)])
  const left = entries.length - kept.length
  return Object.fromEntries(left > 0 ? [...kept, ['…', `${left} more`]] : kept)
}

function shortText(text: string, atMost: number): string {
  if (text.length <= atMost) return text
  // Never half a character.
  const start = text.slice(0, atMost).replace(/[\uD800-\uDBFF]$/, '')
  return `${start}… (${text.length} characters)`
}
