import { describe, expect, it } from 'vitest'
import { inParallel, rateLimit, slots } from '../../../src/data/polygon/limits.ts'

/** A clock that only moves when somebody sleeps. */
function fakeClock() {
  let time = 1_000_000
  return {
    now: () => time,
    sleep: async (milliseconds: number) => {
      time += milliseconds
    },
  }
}

describe('rateLimit', () => {
  it('spreads five requests a minute over the minute', async () => {
    const clock = fakeClock()
    const pace = rateLimit({ perMinute: 5, ...clock })
    const sent: number[] = []
    for (let i = 0; i < 4; i++) {
      await pace.turn()
      sent.push(clock.now() - 1_000_000)
    }
    expect(sent).toEqual([0, 12_000, 24_000, 36_000])
  })

  it('lets one second’s worth of a fast plan through at once', async () => {
    const clock = fakeClock()
    const pace = rateLimit({ perMinute: 300, ...clock }) // 5 a second, 200 ms apart
    const sent: number[] = []
    for (let i = 0; i < 7; i++) {
      await pace.turn()
      sent.push(clock.now() - 1_000_000)
    }
    expect(sent).toEqual([0, 0, 0, 0, 0, 200, 400])
  })

  it('has no limit but the vendor’s own when none is given', async () => {
    const clock = fakeClock()
    const pace = rateLimit({ perMinute: undefined, ...clock })
    for (let i = 0; i < 100; i++) await pace.turn()
    expect(clock.now()).toBe(1_000_000)
    pace.pause(7000)
    await pace.turn()
    expect(clock.now()).toBe(1_007_000)
  })
})

describe('slots', () => {
  it('never runs more than its width at a time, also after failures', async () => {
    const inSlot = slots(3)
    let running = 0
    let most = 0
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        inSlot(async () => {
          most = Math.max(most, ++running)
          await new Promise((resolve) => setImmediate(resolve))
          running--
          if (i % 4 === 0) throw new Error('no')
          return i
        }),
      ),
    )
    expect(most).toBe(3)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(15)
  })
})

describe('inParallel', () => {
  it('gives results in the order of the items', async () => {
    const doubled = await inParallel([3, 1, 2], async (item) => {
      for (let turn = 0; turn < item; turn++) await new Promise((resolve) => setImmediate(resolve))
      return item * 2
    })
    expect(doubled).toEqual([6, 2, 4])
  })

  it('begins nothing new after a failure, and throws when all has ended', async () => {
    const begun: number[] = []
    let ended = 0
    const work = async (item: number) => {
      begun.push(item)
      await new Promise((resolve) => setImmediate(resolve))
      ended++
      if (item === 1) throw new Error('item 1')
    }
    await expect(inParallel([0, 1, 2, 3, 4, 5, 6, 7], work, 2)).rejects.toThrow('item 1')
    expect(ended).toBe(begun.length)
    expect(begun.length).toBeLessThan(5)
  })
})
