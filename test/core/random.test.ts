import { describe, expect, it } from 'vitest'
import { Random } from '../../src/core/random.ts'

const draw = (seed: number) => {
  const random = new Random(seed)
  return Array.from({ length: 8 }, () => random.nextUint32())
}

describe('Random', () => {
  it('repeats itself for a seed and differs between seeds, in their upper half too', () => {
    expect(draw(7)).toEqual(draw(7))
    expect(draw(7)).not.toEqual(draw(8))
    expect(draw(7)).not.toEqual(draw(7 + 2 ** 32))
  })

  it('works for seed 0, whose state must not be all zeros', () => {
    expect(new Set(draw(0)).size).toBe(8)
  })

  it('spreads evenly', () => {
    const random = new Random(3)
    const counts = new Array<number>(16).fill(0)
    for (let i = 0; i < 16_000; i++) counts[random.nextUint32() >>> 28]++
    // 1000 expected in each of 16 cells, standard deviation 31
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150)
  })

  it('draws subsets in ascending order, each member once', () => {
    const out = new Int32Array(30)
    new Random(5).sampleInto(out, 100)
    expect(Array.from(out)).toEqual([...new Set(out)].sort((a, b) => a - b))
    expect(out[0]).toBeGreaterThanOrEqual(0)
    expect(out[29]).toBeLessThan(100)
  })

  it('draws the whole when asked for it', () => {
    const out = new Int32Array(5)
    new Random(5).sampleInto(out, 5)
    expect(Array.from(out)).toEqual([0, 1, 2, 3, 4])
  })

  it('draws every member equally often', () => {
    const random = new Random(9)
    const counts = new Array<number>(10).fill(0)
    const out = new Int32Array(3)
    for (let i = 0; i < 5000; i++) {
      random.sampleInto(out, 10)
      for (const member of out) counts[member]++
    }
    // 1500 expected, standard deviation 32
    for (const count of counts) expect(Math.abs(count - 1500)).toBeLessThan(160)
  })
})
