/** The codes (ECMA-48) that begin and end each way in which text stands out. */
const codes = {
  bold: ['\u001B[1m', '\u001B[22m'],
  dim: ['\u001B[2m', '\u001B[22m'],
  red: ['\u001B[31m', '\u001B[39m'],
  green: ['\u001B[32m', '\u001B[39m'],
  yellow: ['\u001B[33m', '\u001B[39m'],
  cyan: ['\u001B[36m', '\u001B[39m'],
} as const

/** Colours of the output, or none: each gives back the text that it is given, as it is to be written. */
export type Paint = Readonly<Record<keyof typeof codes, (text: string) => string>>

const plain = (text: string): string => text
const uncoloured: Paint = { bold: plain, dim: plain, red: plain, green: plain, yellow: plain, cyan: plain }
const colours: Paint = {
  bold: styled('bold'),
  dim: styled('dim'),
  red: styled('red'),
  green: styled('green'),
  yellow: styled('yellow'),
  cyan: styled('cyan'),
}

export function painter(coloured: boolean): Paint {
  return coloured ? colours : uncoloured
}

/** Painted text inside goes on as the text around it; a line break is never painted, since a pager ends each line. */
function styled(style: keyof typeof codes): (text: string) => string {
  const [begin, end] = codes[style]
  return (text) =>
    text === '' ? '' : begin + text.replaceAll(end, begin).replaceAll('\n', `${end}\n${begin}`) + end
}
