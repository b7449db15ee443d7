import { describe, expect, it } from 'vitest'
import { entryDraw, sidedDraw } from '../../../src/core/backtest/entryDraw.ts'
import { Random } from '../../../src/core/random.ts'

const side = (fillable: number[], taken: number[]) => ({
  fillable: Int32Array.from(fillable),
  taken: Float64Array.from(taken),
})

/** How often each placing comes of so many draws. */
function placings(draw: ReturnType<typeof sidedDraw>, decisions: number, draws: number): Map<string, number> {
  const random = new Random(11)
  const position = new Float64Array(decisions)
  const counts = new Map<string, number>()
  for (let made = 0; made < draws; made++) {
    draw.place(position, random)
    const name = position.join(' ')
    counts.set(name, (counts.get(name) ?? 0) + 1)
    draw.clear(position)
    expect(position.every((size) => size === 0)).toBe(true)
  }
  return counts
}

describe('entries of both sides', () => {
  it('are every placing that both sides allow, each as often as any other', () => {
    // Long at 0, 1, 2 and 3; short at 2, 3 and 4: of 4 · 3 pairs of sizes for the long ones, the short one has what is left.
    const longs = [0, 1, 2, 3]
    const shorts = [2, 3, 4]
    const possible: string[] = []
    for (const first of longs) {
      for (const second of longs) {
        for (const third of shorts) {
          if (first === second || third === first || third === second) continue
          const position = [0, 0, 0, 0, 0]
          position[first] = 1
          position[second] = 0.5
          position[third] = -1
          possible.push(position.join(' '))
        }
      }
    }
    const draws = 60_000
    const counts = placings(sidedDraw(side(longs, [1, 0.5]), side(shorts, [-1])), 5, draws)
    expect([...counts.keys()].sort()).toEqual(possible.sort())
    // Each count is about normal: no more than 4 standard deviations off.
    const expected = draws / possible.length
    for (const count of counts.values())
      expect(Math.abs(count - expected)).toBeLessThan(4 * Math.sqrt(expected))
  })

  it('find the only placing there is', () => {
    const draw = sidedDraw(side([0, 1, 2], [1, 1]), side([0], [-1]))
    expect([...placings(draw, 3, 50).keys()]).toEqual(['-1 1 1'])
    expect(draw.hasChoice).toBe(false)
    expect(sidedDraw(side([0, 1, 2], [1, 0.5]), side([0], [-1])).hasChoice).toBe(true)
    expect(sidedDraw(side([0, 1], []), side([0], [])).hasChoice).toBe(false)
  })

  it('may be of one side alone', () => {
    const counts = placings(sidedDraw(side([], []), side([1, 3], [-1])), 4, 100)
    expect([...counts.keys()].sort()).toEqual(['0 -1 0 0', '0 0 0 -1'])
  })
})

it('entries that either side can take are placed among all decisions', () => {
  const counts = placings(entryDraw(Int32Array.of(0, 2), Float64Array.of(1, -1)), 3, 400)
  expect([...counts.keys()].sort()).toEqual(['-1 0 1', '1 0 -1'])
  for (const count of counts.values()) expect(Math.abs(count - 200)).toBeLessThan(40)
})
