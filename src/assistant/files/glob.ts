import { invalidParam } from '../../core/errors.ts'
import { outside } from '../../services/readableFiles.ts'

/** Patterns that braces may stand for, so that a short one cannot mean millions. */
const mostPatterns = 64

/** Tells whether a path matches. */
export type Glob = (path: string) => boolean

/**
 * A pattern of paths: `*` and `?` stand for what has no slash, `**` for any folders, `{a,b}` for one or the other. One
 * without a slash is of names, in whatever folder. Matching takes no longer than length of pattern times length of path.
 *
 * @throws INVALID_PARAM for a pattern that leads out of the folders that may be read, or has too many braces
 */
export function globOf(pattern: string): Glob {
  const patterns = withoutBraces(pattern).map((one) => {
    const parts = one.replace(/^(?:\.\/)+/, '').split('/')
    if (/^[/\\~]|^[a-z]:|\0/i.test(one) || parts.includes('..')) throw outside('glob')
    return parts.length === 1 ? ['**', ...parts] : parts
  })
  return (path) => {
    const names = path.split('/')
    return patterns.some((parts) => matches(parts, names, '**', (part, name) => matchesName(part, name)))
  }
}

const matchesName = (part: string, name: string): boolean =>
  matches([...part], [...name], '*', (sign, letter) => sign === '?' || sign === letter)

/**
 * Whether a list matches a pattern in which one sign stands for any number of items. Only the last of these signs is ever
 * tried again: what an earlier one could have taken more of, this one can take too.
 */
function matches(
  pattern: readonly string[],
  items: readonly string[],
  any: string,
  isSame: (part: string, item: string) => boolean,
): boolean {
  let [part, item] = [0, 0]
  let retry: { part: number; item: number } | undefined
  while (item < items.length) {
    if (pattern[part] === any) {
      retry = { part: ++part, item }
    } else if (part < pattern.length && isSame(pattern[part], items[item])) {
      part++
      item++
    } else if (retry) {
      retry.item++
      part = retry.part
      item = retry.item
    } else return false
  }
  while (pattern[part] === any) part++
  return part === pattern.length
}

/** The patterns that one with braces stands for. */
function withoutBraces(pattern: string): string[] {
  let patterns = [pattern]
  for (;;) {
    const next = patterns.flatMap((one) => {
      const braces = /\{([^{}]*)\}/.exec(one)
      if (braces === null) return [one]
      const [before, after] = [one.slice(0, braces.index), one.slice(braces.index + braces[0].length)]
      return braces[1].split(',').map((choice) => `${before}${choice}${after}`)
    })
    if (next.length > mostPatterns) {
      throw invalidParam([
        { field: 'glob', issue: `its braces stand for more than ${mostPatterns} patterns` },
      ])
    }
    if (next.every((one, index) => one === patterns[index])) return next
    patterns = next
  }
}
