import { SigmaError } from '../core/errors.ts'

/** Twice as many dots as the picture has units: sharp on screens of today, and in print. */
const zoom = 2

/** Pictures ask for any font without serifs, which resvg takes for Arial alone. It reads no quoted names in a list. */
const fonts = 'Helvetica, Arial, DejaVu Sans, Liberation Sans, Noto Sans, Segoe UI, sans-serif'

/**
 * A picture as PNG, with the fonts of this machine. Throws UNAVAILABLE where there is none: resvg would leave out every
 * word without a sound.
 */
export async function renderPng(svg: string): Promise<Uint8Array> {
  const { Resvg } = await import('@resvg/resvg-js')
  const draw = (picture: string, scale: number) =>
    new Resvg(picture.replaceAll('"sans-serif"', `"${fonts}"`), {
      fitTo: { mode: 'zoom', value: scale },
      logLevel: 'off',
    }).render()
  if (isBlank(draw(oneWord, 1).pixels)) {
    throw new SigmaError('UNAVAILABLE', 'there is no font on this machine to write into a PNG picture with', {
      next: 'install one, such as the package fonts-dejavu-core, or use --format svg, which is written with the fonts of its reader',
    })
  }
  return draw(svg, zoom).asPng()
}

const oneWord =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text y="15" font-family="sans-serif">0.5</text></svg>'

function isBlank(pixels: Uint8Array): boolean {
  return pixels.every((value) => value === 0)
}
