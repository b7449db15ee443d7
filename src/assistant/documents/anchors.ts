/**
 * Makes the anchors of one page, as the renderers of Markdown make them from its headings: in small letters, blanks as
 * hyphens, other signs left out, and a number behind one that stands there already.
 */
export function anchorsOfPage(): (heading: string) => string {
  const taken = new Set<string>()
  return (heading) => {
    const plain = heading
      .replaceAll(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .trim()
      .replaceAll(' ', '-')
    let anchor = plain
    for (let number = 1; taken.has(anchor); number++) anchor = `${plain}-${number}`
    taken.add(anchor)
    return anchor
  }
}
