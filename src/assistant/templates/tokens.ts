import { refuse } from './refuse.ts'

export interface Token {
  kind: 'word' | 'number' | 'string' | 'parameter' | 'sign'
  /** Of a parameter its name alone. */
  text: string
  /** Parentheses that are open around it. */
  depth: number
}

/**
 * All that a template may be written with. What is not here — quotes for names, dollars, braces, semicolons, a second
 * language's letters — is nothing that a question needs, and much of what hides or ends one.
 */
const shapes = [
  ['space', /[ \n]+/y],
  ['word', /[a-z_][a-z0-9_]*/y],
  ['number', /[0-9]+(?:\.[0-9]+)?/y],
  // Without a colon or a brace: what would be put into a text is seen at once.
  ['string', /'[a-z0-9_ ,.-]*'/y],
  ['parameter', /:[a-z][a-z_]*/y],
  ['sign', /->>|->|<=|>=|<>|\|\||[(),.=<>+*/-]/y],
] as const

/** The words and signs of a statement. @throws INTERNAL for a comment, and for whatever else a template may not have */
export function tokensOf(file: string, text: string): Token[] {
  const tokens: Token[] = []
  let depth = 0
  let last = 'space'
  for (let at = 0; at < text.length; ) {
    const comment = /^(--|\/\*|\*\/)/.exec(text.slice(at, at + 2))
    if (comment) throw refuse(file, `it has a comment among its statement: ${rest(text, at)}`)
    const [kind, found] = nextOf(text, at)
    if (kind === undefined) throw refuse(file, `it has what no template may: ${rest(text, at)}`)
    // e'…' and x'…' are texts of another kind.
    if (isTextLike(kind) && isTextLike(last)) throw refuse(file, `two words are one: ${rest(text, at)}`)
    if (found === ')') depth -= 1
    if (depth < 0) throw refuse(file, `it closes more than it opens: ${rest(text, at)}`)
    if (kind !== 'space') tokens.push({ kind, text: kind === 'parameter' ? found.slice(1) : found, depth })
    if (found === '(') depth += 1
    last = kind
    at += found.length
  }
  if (depth > 0) throw refuse(file, 'it opens more than it closes')
  return tokens
}

const isTextLike = (kind: string) =>
  kind === 'word' || kind === 'string' || kind === 'number' || kind === 'parameter'

function nextOf(text: string, at: number): [Token['kind'] | 'space', string] | [undefined] {
  for (const [kind, shape] of shapes) {
    shape.lastIndex = at
    const found = shape.exec(text)
    if (found) return [kind, found[0]]
  }
  return [undefined]
}

/** Told as JSON: it may be a character that nobody sees. */
const rest = (text: string, at: number) => JSON.stringify(text.slice(at, at + 20))
