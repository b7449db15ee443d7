import { describe, expect, it } from 'vitest'
import { WaitsForWork } from '../../src/services/waitsForWork.ts'

/** A channel on which nothing is told but by hand, and who waits on it. */
function channel() {
  const waiting: { word: string; waitMs: number; hear: () => void }[] = []
  return {
    waiting,
    heard(word: string, waitMs: number, signal: AbortSignal): Promise<void> {
      return new Promise((resolve, reject) => {
        const hear = (): void => {
          waiting.splice(
            waiting.findIndex((one) => one.hear === hear),
            1,
          )
          resolve()
        }
        waiting.push({ word, waitMs, hear })
        signal.addEventListener('abort', () => reject(signal.reason))
      })
    },
    wake(word: string): void {
      for (const one of [...waiting]) if (one.word === word) one.hear()
    },
  }
}

const never = new AbortController().signal

describe('WaitsForWork', () => {
  it('has one look every second, for all who wait', async () => {
    const one = channel()
    const waits = new WaitsForWork({ channel: one }, 'fits')
    const looking = [waits.untilHeard(never), waits.untilHeard(never), waits.untilHeard(never)]
    expect(one.waiting.map(({ word, waitMs }) => [word, waitMs])).toEqual([
      ['queue fits', 1_000],
      ['queue fits', 10_000],
      ['queue fits', 10_000],
    ])
    one.waiting[0].hear()
    expect(await looking[0]).toBe(true)
    waits.wakeOthers()
    expect(await Promise.all(looking)).toEqual([true, false, false])
  })

  it('leaves the looking to the next who waits', async () => {
    const one = channel()
    const waits = new WaitsForWork({ channel: one }, 'runs')
    const first = waits.untilHeard(never)
    one.wake('queue runs')
    expect(await first).toBe(true)
    void waits.untilHeard(never)
    void waits.untilHeard(never)
    expect(one.waiting.map(({ waitMs }) => waitMs)).toEqual([1_000, 10_000])
  })

  it('leaves it to the next too when a wait is broken off', async () => {
    const one = channel()
    const waits = new WaitsForWork({ channel: one }, 'runs')
    const stop = new AbortController()
    const first = waits.untilHeard(stop.signal)
    stop.abort(new Error('stopped'))
    await expect(first).rejects.toThrow('stopped')
    void waits.untilHeard(never)
    expect(one.waiting.at(-1)?.waitMs).toBe(1_000)
  })
})
