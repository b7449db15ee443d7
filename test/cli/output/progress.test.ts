import { describe, expect, it } from 'vitest'
import { Output } from '../../../src/cli/output/output.ts'

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
