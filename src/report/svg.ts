import type { TopLevelSpec } from 'vega-lite'

/** Vega numbers gradients by a counter of the process, so pictures are drawn one after the other. */
let drawing: Promise<unknown> = Promise.resolve()

/**
 * The picture of a Vega-Lite specification as SVG text: the same for the same specification, whatever was drawn
 * before. Vega is loaded at the first picture, and estimates the width of text: no canvas and no font is needed.
 */
export function renderSvg(spec: TopLevelSpec): Promise<string> {
  const picture = drawing.then(() => draw(spec))
  // A picture that failed is told to who asked for it; the next one starts afresh.
  drawing = picture.catch(() => undefined)
  return picture
}

async function draw(spec: TopLevelSpec): Promise<string> {
  const [{ compile }, vega] = await Promise.all([import('vega-lite'), import('vega')])
  vega.resetSVGDefIds()
  const view = new vega.View(vega.parse(compile(spec).spec), { renderer: 'none' })
  try {
    return await view.toSVG()
  } finally {
    view.finalize()
  }
}
