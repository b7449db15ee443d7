import { describe, expect, it } from 'vitest'
import { thinned } from '../../src/report/lines.ts'

const points = (count: number, heightOf: (i: number) => number) =>
  Array.from({ length: count }, (_, i) => ({ ts: String(i), value: heightOf(i) }))

describe('thinned', () => {
  it('leaves a short line as it is', () => {
    const line = points(1_500, Math.sin)
    expect(thinned(line)).toEqual(line)
  })

  it('keeps both ends and every extreme of a long one, in order', () => {
    const line = points(50_000, (i) => (i === 31_234 ? -9 : i === 777 ? 9 : Math.sin(i / 500)))
    const short = thinned(line)
    expect(short.length).toBeLessThanOrEqual(1_502)
    expect(short.at(0)).toEqual(line[0])
    expect(short.at(-1)).toEqual(line[49_999])
    expect(short).toContainEqual({ ts: '31234', value: -9 })
    expect(short).toContainEqual({ ts: '777', value: 9 })
    expect(short.map(({ ts }) => Number(ts))).toEqual(short.map(({ ts }) => Number(ts)).sort((a, b) => a - b))
  })
})
