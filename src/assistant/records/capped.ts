import { cutText } from '../../core/cutText.ts'

const mostItems = 40
const mostNames = 80
/** In characters: of a text, and of all that is shown of a document. */
const longestText = 1_000
const longestDocument = 20_000

/** A stored document as it is shown: what is long ends early, and says so. Numbers stay as they are stored. */
export function capped(document: unknown): unknown {
  return shown(document, { left: longestDocument })
}

function shown(value: unknown, room: { left: number }): unknown {
  if (Array.isArray(value)) {
    const items: unknown[] = []
    for (const item of value) {
      if (items.length === mostItems || room.left <= 0) break
      items.push(shown(item, room))
    }
    return items.length < value.length ? [...items, `… and ${value.length - items.length} more`] : items
  }
  if (typeof value === 'object' && value !== null) {
    const all = Object.entries(value)
    const entries: [string, unknown][] = []
    for (const [name, each] of all) {
      if (entries.length === mostNames || room.left <= 0) break
      room.left -= name.length
      entries.push([name, shown(each, room)])
    }
    const more = all.length - entries.length
    return Object.fromEntries(more > 0 ? [...entries, ['…', `and ${more} more`]] : entries)
  }
  const leaf = typeof value === 'string' ? cutText(value, longestText) : value
  room.left -= typeof leaf === 'string' ? leaf.length : 8
  return leaf
}
