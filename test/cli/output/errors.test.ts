import { afterEach, describe, expect, it, vi } from 'vitest'
import { Interrupted } from '../../../src/cli/interrupted.ts'
import { reportError } from '../../../src/cli/output/errors.ts'
import { BackendUnreachable } from '../../../src/client/failure.ts'
import { invalidParam, SigmaError } from '../../../src/core/errors.ts'

afterEach(() => vi.restoreAllMocks())

function report(error: unknown, globals = {}) {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const code = reportError(error, { color: false, ...globals })
  const written = (spy: typeof stdout): string => spy.mock.calls.map(([text]) => String(text)).join('')
  const printed = { stdout: written(stdout), stderr: written(stderr) }
  vi.restoreAllMocks()
  return { code, ...printed }
}

describe('reportError', () => {
  it('says what failed and what to do next', () => {
    const { code, stderr, stdout } = report(
      new SigmaError('NOT_FOUND', 'there is no run 7', { next: 'sigma runs' }),
    )
    expect(stderr).toBe('error: there is no run 7\nnext: sigma runs\n')
    expect(stdout).toBe('')
    expect(code).toBe(1)
  })

  it('lists every bad field in a line of its own', () => {
    const { code, stderr } = report(
      invalidParam([
        { field: 'splits', issue: 'is 0' },
        { field: 'seed', issue: 'is text', line: 3 },
      ]),
    )
    expect(stderr).toBe('error: 2 faults\n  splits: is 0\n  seed (line 3): is text\n')
    expect(code).toBe(2)
  })

  it('answers JSON too when asked for', () => {
    const { stdout } = report(new SigmaError('UNPROCESSABLE', 'one class', { details: { rows: 3 } }), {
      json: true,
    })
    expect(JSON.parse(stdout)).toEqual({
      ok: false,
      error: { code: 'UNPROCESSABLE', message: 'one class', details: { rows: 3 } },
    })
  })

  it('asks for a report of a bug, and of nothing else', () => {
    const { code, stderr } = report(new RangeError('out of range'))
    expect(stderr).toMatch(/^bug: out of range\n.*--debug/)
    expect(code).toBe(1)
  })

  it('has an exit code of its own for an absent backend and for an interruption', () => {
    expect(report(new BackendUnreachable('UNAVAILABLE', 'no backend')).code).toBe(3)
    const interrupted = report(new Interrupted('the sweep was stopped', 'run it again'))
    expect(interrupted.code).toBe(130)
    expect(interrupted.stderr).toMatch(/^stopped: the sweep was stopped/)
  })
})
