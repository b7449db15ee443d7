/** Colours of a dark terminal, each at least 4.5 to 1 against its ground. */
const ground = '#14181f'
const ink = '#d5dae3'
/** SGR codes that Sigma's output has: `null` ends what an earlier one began. */
const styles: Readonly<Record<string, string | null>> = {
  0: null,
  1: 'font-weight="bold"',
  2: 'fill="#98a2b3"',
  22: null,
  31: 'fill="#ff8f87"',
  32: 'fill="#7ddc8a"',
  33: 'fill="#e8c468"',
  36: 'fill="#6fd3e0"',
  39: null,
}
const [letterWidth, lineHeight, margin] = [8.4, 19, 16]

/**
 * What a terminal shows, as a picture: text with SGR codes as SVG. Every line says how wide it is, so that columns stay
 * under each other in any font of letters of one width.
 *
 * @throws RangeError at a code that is in no output of Sigma's
 */
export function terminalSvg(printed: string): string {
  const lines = printed.replace(/\n$/, '').split('\n')
  const columns = Math.max(...lines.map((line) => plainText(line).length))
  const width = Math.ceil(2 * margin + columns * letterWidth)
  const height = 2 * margin + lines.length * lineHeight
  const texts = lines.flatMap((line, index) => {
    if (line === '') return []
    const y = margin + (index + 0.75) * lineHeight
    const length = (plainText(line).length * letterWidth).toFixed(1)
    return `<text x="${margin}" y="${y}" textLength="${length}">${spans(line)}</text>`
  })
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(plainText(lines[0]))}">`,
    `<rect width="100%" height="100%" rx="8" fill="${ground}"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="${ink}">`,
    ...texts,
    '</g>',
    '</svg>\n',
  ].join('\n')
}

/** Text without its codes. */
export function plainText(line: string): string {
  return line.replaceAll(sgr, '')
}

const sgr = new RegExp(`${String.fromCharCode(27)}\\[([\\d;]*)m`, 'g')

function spans(line: string): string {
  let style: string | null = null
  let from = 0
  let svg = ''
  const add = (text: string) => {
    if (text !== '') svg += style === null ? escaped(text) : `<tspan ${style}>${escaped(text)}</tspan>`
  }
  for (const { 0: code, 1: number, index } of line.matchAll(sgr)) {
    add(line.slice(from, index))
    from = index + code.length
    if (!(number in styles)) throw new RangeError(`there is no style for the code ${number}`)
    style = styles[number]
  }
  add(line.slice(from))
  return svg
}

/** Spaces that do not break, since SVG makes one of several others. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll(' ', '\u00a0')
}
