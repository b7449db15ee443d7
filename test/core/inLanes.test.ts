import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { inLanes } from '../../src/core/inLanes.ts'

describe('inLanes', () => {
  it('acts on each item once, as many at once as told and no more', async () => {
    const seen: number[] = []
    let [now, most] = [0, 0]
    await inLanes(Array(20).keys(), 3, async (item) => {
      most = Math.max(most, ++now)
      await wait(item % 4)
      seen.push(item)
      now--
    })
    expect(seen.sort((a, b) => a - b)).toEqual([...Array(20).keys()])
    expect(most).toBe(3)
  })

  it('begins nothing after a failure, and throws it when what was begun has ended', async () => {
    const [begun, ended]: [number[], number[]] = [[], []]
    const work = inLanes([0, 1, 2, 3, 4, 5], 2, async (item) => {
      begun.push(item)
      await wait(item === 1 ? 5 : 50)
      if (item === 1) throw new Error('broken')
      ended.push(item)
    })
    await expect(work).rejects.toThrow('broken')
    expect([begun, ended]).toEqual([[0, 1], [0]])
  })
})
