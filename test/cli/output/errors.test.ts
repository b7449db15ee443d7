import { afterEach, describe, expect, it, vi } from 'vitest'
import { Interrupted } from '../../../src/cli/interrupted.ts'
import { reportError, type Situation } from '../../../src/cli/output/errors.ts'
import { BackendFailure, BackendUnreachable } from '../../../src/client/failure.ts'
import { type FieldError, invalidParam, SigmaError } from '../../../src/core/errors.ts'

afterEach(() => vi.restoreAllMocks())

function report(error: unknown, globals = {}, situation: Situation = {}) {
  const stdout = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const code = reportError(error, { color: false, ...globals }, situation)
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

  it('tells where the report of a crash is, to people and to scripts', () => {
    const { stdout, stderr } = report(
      new RangeError('out of range'),
      { json: true },
      { writeCrash: () => '/w/crash.txt' },
    )
    expect(stderr).toContain('report it with what is in /w/crash.txt')
    expect(JSON.parse(stdout).error).toMatchObject({ code: 'INTERNAL', details: { report: '/w/crash.txt' } })
    const writeCrash = vi.fn(() => 'never')
    report(new SigmaError('CONFLICT', 'no crash'), {}, { writeCrash })
    expect(writeCrash).not.toHaveBeenCalled()
  })

  it('tells faults of a request beside the options that set them', () => {
    const options = ['--top-pcts', '--splits', '--time']
    const beside = (...faults: FieldError[]) => report(invalidParam(faults), {}, { options }).stderr
    expect(beside({ field: 'sweep.top_pct_variants[1]', issue: 'is 2' })).toBe(
      'error: --top-pcts (top_pct_variants[1]): is 2\n',
    )
    expect(
      beside(
        { field: 'splits', issue: 'is 0' },
        { field: 'time', issue: 'missing column', line: 1 },
        { field: 'hours', issue: 'no option of it' },
      ),
    ).toBe('error: 3 faults\n  --splits: is 0\n  time (line 1): missing column\n  hours: no option of it\n')
  })

  it('names the request of a server elsewhere', () => {
    const response = new Response(null, { status: 409, headers: { 'X-Request-ID': 'r-1' } })
    const failure = (at?: string) =>
      new BackendFailure(response, 'CONFLICT', 'in use', { named: true, ...(at && { at }) })
    expect(report(failure('http://far.test')).stderr).toBe('error: in use\nrequest r-1 at http://far.test\n')
    expect(report(failure()).stderr).toBe('error: in use\n')
  })

  it('has an exit code of its own for an absent backend and for an interruption', () => {
    expect(report(new BackendUnreachable('UNAVAILABLE', 'no backend')).code).toBe(3)
    const interrupted = report(new Interrupted('the sweep was stopped', 'run it again'))
    expect(interrupted.code).toBe(130)
    expect(interrupted.stderr).toMatch(/^stopped: the sweep was stopped/)
  })
})
