import { compile } from 'vega-lite'
import { describe, expect, it } from 'vitest'
import { type Heatmap, heatmapSpec } from '../../src/report/heatmap.ts'
import { renderSvg } from '../../src/report/svg.ts'

const heatmap: Heatmap = {
  title: 'model_x: how the columns go together',
  notes: ['1,000 rows, 2001-01-02 to 2004-12-30'],
  rows: ['ret_fwd', 'a < b & "c"'],
  columns: ['2001', '2002', '2002'],
  cells: [
    [-1, 0, 1],
    [0.5, null, -0.5],
  ],
  legend: 'rank correlation',
  scale: { kind: 'diverging', limit: 1 },
}

/** Fill colours of the cells, row by row. */
const fills = (svg: string): string[] =>
  [...svg.matchAll(/<path[^>]*fill="([^"]+)"[^>]*stroke="white"/g)].map(([, fill]) => fill)

describe('renderSvg', () => {
  it('draws title, notes, names and legend, and loads nothing from elsewhere', async () => {
    const svg = await renderSvg(heatmapSpec(heatmap))
    for (const text of [heatmap.title, ...heatmap.notes, 'ret_fwd', '2001', heatmap.legend]) {
      expect(svg).toContain(`>${text}<`)
    }
    expect(svg).toContain('>a &lt; b &amp; "c"<')
    const addresses = svg
      .replaceAll(/xmlns(:xlink)?="[^"]+"/g, '')
      .match(/https?:|@import|@font-face|<script|<image/g)
    expect(addresses).toBeNull()
  })

  it('is the same for the same data, also when several are drawn at once', async () => {
    const first = await renderSvg(heatmapSpec(heatmap))
    const other = heatmapSpec({ ...heatmap, scale: { kind: 'rising', limit: 2 } })
    const [again, , third] = await Promise.all([
      renderSvg(heatmapSpec(heatmap)),
      renderSvg(other),
      renderSvg(heatmapSpec(heatmap)),
    ])
    expect(again).toBe(first)
    expect(third).toBe(first)
  })

  it('draws the next picture after one that failed', async () => {
    const broken = { ...heatmapSpec(heatmap), mark: 'nothing' }
    // @ts-expect-error a specification that is none
    await expect(renderSvg(broken)).rejects.toThrow()
    expect(await renderSvg(heatmapSpec(heatmap))).toContain('<svg')
  })
})

describe('heatmapSpec', () => {
  it('is white at 0, brown below, blue above and grey without a value, and keeps periods of one name apart', async () => {
    const svg = await renderSvg(heatmapSpec(heatmap))
    const [minus, zero, plus, half, none, minusHalf] = fills(svg)
    expect(fills(svg)).toHaveLength(6)
    expect([minus, zero, plus]).toEqual(['rgb(179, 88, 6)', 'rgb(247, 247, 247)', 'rgb(33, 102, 172)'])
    expect(none).toBe('#bdbdbd')
    expect(new Set([minus, zero, plus, half, none, minusHalf]).size).toBe(6)
    expect(svg).toContain('>2002 (2)<')
  })

  it('gives each of 40 columns room for a label', () => {
    const names = Array.from({ length: 40 }, (_, i) => `feature_${i}`)
    const cells = names.map(() => names.map(() => 0.1))
    const { spec } = compile(heatmapSpec({ ...heatmap, rows: names, columns: names, cells }))
    const step = spec.signals?.find(({ name }) => name === 'x_step')
    // 640 pixels / 40; labels are 10 high
    expect(step).toMatchObject({ value: 16 })
  })
})
