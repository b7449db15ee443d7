const quote = 0x22
const backslash = 0x5c
const openBrace = 0x7b
const closeBrace = 0x7d
const openBracket = 0x5b
const closeBracket = 0x5d
const comma = 0x2c

/** The first key that stands twice in an object of some JSON, which has to be well formed; undefined when there is none. */
export function repeatedKey(text: string): string | undefined {
  /** The keys of each object that is open; null for a list. */
  const open: (Set<string> | null)[] = []
  let keys: Set<string> | null = null
  let isKeyNext = false
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote: {
        const end = endOfText(text, at)
        if (isKeyNext && keys) {
          const key: string = JSON.parse(text.slice(at, end + 1))
          if (keys.has(key)) return key
          keys.add(key)
          isKeyNext = false
        }
        at = end
        break
      }
      case openBrace:
        open.push(keys)
        keys = new Set()
        isKeyNext = true
        break
      case openBracket:
        open.push(keys)
        keys = null
        break
      case closeBrace:
      case closeBracket:
        keys = open.pop() ?? null
        break
      case comma:
        isKeyNext = keys !== null
    }
  }
  return undefined
}

/** Where the text that begins at a quote ends, at another one. */
function endOfText(text: string, begin: number): number {
  for (let at = begin + 1; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) return at
    if (code === backslash) at++
  }
  return text.length
}
