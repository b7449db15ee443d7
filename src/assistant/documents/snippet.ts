/** How long a snippet is at most, in characters. */
export const snippetLength = 600

const cut = '…'

/**
 * The part of a text around what was found in it, at most `snippetLength` long. It is cut between paragraphs, where they
 * are too long between lines or sentences, and only where these are too long between words.
 *
 * @param hits how many of the words that were found a piece of it has
 */
export function snippetOf(text: string, hits: (piece: string) => number): string {
  const paragraphs = text.split(/\n\s*\n/)
  const paragraph = best(paragraphs, hits)
  if (paragraphs[paragraph].length <= snippetLength) return around(paragraphs, paragraph, '\n\n')
  const isLines = /^\s*(?:[|>*+-]|\d+\.|```|[\w-]+:|\S.* {2,}\S)|^ {4}/m.test(paragraphs[paragraph])
  const pieces = isLines ? paragraphs[paragraph].split('\n') : paragraphs[paragraph].split(/(?<=[.!?:;])\s+/)
  const piece = best(pieces, hits)
  if (pieces[piece].length <= snippetLength) return around(pieces, piece, isLines ? '\n' : ' ')
  return wordsAround(pieces[piece], hits)
}

/** The first of the pieces with the most hits. */
function best(pieces: readonly string[], hits: (piece: string) => number): number {
  let found = 0
  let most = -1
  for (const [index, piece] of pieces.entries()) {
    const count = hits(piece)
    if (count > most) {
      most = count
      found = index
    }
  }
  return found
}

/** A piece with as many of its neighbours as there is room for, what comes after it first. */
function around(pieces: readonly string[], index: number, between: string): string {
  let [from, to] = [index, index + 1]
  let length = pieces[index].length
  const fits = (piece: string | undefined): piece is string =>
    piece !== undefined && length + between.length + piece.length <= snippetLength
  for (;;) {
    const [after, before] = [pieces.at(to), from > 0 ? pieces[from - 1] : undefined]
    if (fits(after)) {
      length += between.length + after.length
      to++
    } else if (fits(before)) {
      length += between.length + before.length
      from--
    } else break
  }
  return pieces.slice(from, to).join(between).trim()
}

/** A run of words, with the first hit in it, of a piece that has no better place to be cut. */
function wordsAround(piece: string, hits: (piece: string) => number): string {
  const words = piece.split(/\s+/)
  const first = Math.max(
    0,
    words.findIndex((word) => hits(word) > 0),
  )
  let from = first
  let length = 2 * cut.length + words[first].length
  // Somewhat before it, so that it is read in its sentence.
  while (from > 0 && length + 1 + words[from - 1].length <= snippetLength / 3) {
    from--
    length += 1 + words[from].length
  }
  let to = first + 1
  while (to < words.length && length + 1 + words[to].length <= snippetLength) {
    length += 1 + words[to].length
    to++
  }
  const text = words
    .slice(from, to)
    .join(' ')
    .slice(0, snippetLength - 2 * cut.length)
  return `${from > 0 ? cut : ''}${text}${to < words.length || length > snippetLength ? cut : ''}`
}
