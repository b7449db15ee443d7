import { describe, expect, it, vi } from 'vitest'
import { stepRate } from '../../../src/cli/follow.ts'
import { Output } from '../../../src/cli/output/output.ts'
import { inCi, logLine, progressLine, progressText } from '../../../src/cli/output/progress.ts'

/** A stream that says whether it is a terminal, and remembers what was written. */
function stream(isTTY: boolean, columns?: number): { written: string[]; as: NodeJS.WriteStream } {
  const written: string[] = []
  const as: NodeJS.WriteStream = Object.create(process.stderr, {
    isTTY: { value: isTTY },
    columns: { value: columns },
    write: { value: (text: string) => written.push(text) > 0, writable: true },
    // What a terminal's stream has beside, to draw a line again.
    cursorTo: { value: () => true },
    moveCursor: { value: () => true },
    clearLine: { value: () => true },
  })
  return { written, as }
}

const step = { done: 1, total: 4, message: 'fitting' }

async function shown(
  isTTY: boolean,
  globals: { quiet?: boolean; json?: boolean } = {},
): Promise<{ stdout: string; stderr: string }> {
  const [stdout, stderr] = [stream(isTTY), stream(isTTY)]
  const progress = await new Output({ color: false, ...globals }, stdout.as, stderr.as).progress()
  progress.update(step)
  progress.stop()
  return { stdout: stdout.written.join(''), stderr: stderr.written.join('') }
}

describe('progress', () => {
  it('tells what is being done, and how far it is, on standard error alone', async () => {
    const { stdout, stderr } = await shown(true)
    expect(stderr).toContain('fitting 1/4')
    expect(stdout).toBe('')
  })

  it('is silent off a terminal', async () => {
    expect(await shown(false)).toEqual({ stdout: '', stderr: '' })
  })

  it('is silent on a terminal without a size, which is taken to be of the usual width', async () => {
    const [stdout, stderr] = [stream(true, 0), stream(true, 0)]
    const output = new Output({ color: false }, stdout.as, stderr.as)
    const progress = await output.progress()
    progress.update(step)
    progress.stop()
    expect([stderr.written.join(''), output.width]).toEqual(['', 100])
  })

  it('is silent when --quiet', async () => {
    expect(await shown(true, { quiet: true })).toEqual({ stdout: '', stderr: '' })
  })
})

describe('progress with --json', () => {
  it('is silent, on a terminal too', async () => {
    expect(await shown(true, { json: true })).toEqual({ stdout: '', stderr: '' })
  })
})

describe('progress in the log of CI', () => {
  it('is the newest state, every ten seconds, until it stops', () => {
    vi.useFakeTimers()
    try {
      const write = vi.fn()
      const line = logLine(write)
      line.update(step)
      line.update({ ...step, done: 2 })
      vi.advanceTimersByTime(9_999)
      expect(write).not.toHaveBeenCalled()
      vi.advanceTimersByTime(10_001)
      expect(write.mock.calls).toEqual([['fitting 2/4'], ['fitting 2/4']])
      line.stop()
      vi.advanceTimersByTime(60_000)
      expect(write).toHaveBeenCalledTimes(2)
    } finally {
      vi.useRealTimers()
    }
  })

  it('is asked for by CI, whatever it is set to but no', () => {
    expect([{ CI: 'true' }, { CI: '1' }, { CI: 'false' }, {}].map(inCi)).toEqual([true, true, false, false])
  })
})

describe('the rate of steps', () => {
  it('counts from the first state, and again when the work begins a new part', () => {
    const times = [0, 2_000, 3_000, 4_000]
    const rateOf = stepRate(() => times.shift() ?? 0)
    expect([10, 14, 1, 3].map(rateOf)).toEqual([undefined, 2, undefined, 2])
    expect(rateOf(undefined)).toBeUndefined()
  })
})

describe('the text of progress', () => {
  const fit = { round: 120, rounds: 300, loss: 0.64312, heldOutLoss: 0.6712 }

  it('names the fit, its round and losses, and the time left', () => {
    expect(progressText({ done: 2, total: 7, message: 'fitting', fit, secondsLeft: 12 })).toBe(
      'fitting 3 of 7: round 120 of 300, loss 0.6431 (held out 0.6712), 12 s left',
    )
  })

  it.each([
    ['one fit', { total: 1, fit: { ...fit, heldOutLoss: null } }, 'fitting: round 120 of 300, loss 0.6431'],
    [
      'a fit before its rounds',
      { fit: { ...fit, round: 0, loss: null } },
      'fitting 3 of 7: binning the features',
    ],
    [
      'a loss not looked at yet',
      { fit: { ...fit, loss: null, heldOutLoss: null } },
      'fitting 3 of 7: round 120 of 300',
    ],
    [
      'a tiny loss',
      { fit: { ...fit, loss: 0.000_123_4, heldOutLoss: null } },
      'fitting 3 of 7: round 120 of 300, loss 1.234e-4',
    ],
    [
      'the last fit, just ended',
      { done: 7, fit },
      'fitting 7 of 7: round 120 of 300, loss 0.6431 (held out 0.6712)',
    ],
    ['other work', { message: 'evaluating variants', secondsLeft: 89 }, 'evaluating variants 2/7, 89 s left'],
    ['a rate and a job', { rate: 0.05, id: 'j-1', secondsLeft: 12 }, 'fitting 2/7, 3.0/min, 12 s left, j-1'],
    ['minutes', { secondsLeft: 299 }, 'fitting 2/7, 5 min left'],
    ['hours', { secondsLeft: 7_800 }, 'fitting 2/7, 2 h 10 min left'],
  ])('of %s', (_, changes, text) => {
    expect(progressText({ done: 2, total: 7, message: 'fitting', ...changes })).toBe(text)
  })
})

describe('progressLine', () => {
  it('shows nothing more once it has stopped, however late a report comes', async () => {
    const { written, as } = stream(true)
    const line = await progressLine(as)
    line.update({ done: 0, total: 1, message: 'first' })
    line.stop()
    const before = written.length
    line.update({ done: 0, total: 1, message: 'late' })
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(written.length).toBe(before)
    expect(written.join('')).toContain('first')
  })
})
