import { describe, expect, it } from 'vitest'
import { Output } from '../../../src/cli/output/output.ts'
import { progressLine, progressText } from '../../../src/cli/output/progress.ts'

/** A stream that says whether it is a terminal, and remembers what was written. */
function stream(isTTY: boolean): { written: string[]; as: NodeJS.WriteStream } {
  const written: string[] = []
  const as: NodeJS.WriteStream = Object.create(process.stderr, {
    isTTY: { value: isTTY },
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
  globals: { quiet?: boolean } = {},
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

  it('is silent when --quiet', async () => {
    expect(await shown(true, { quiet: true })).toEqual({ stdout: '', stderr: '' })
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
