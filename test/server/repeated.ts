import { expect } from 'vitest'
import { runSigma } from '../cli/runSigma.ts'
import type { TestHost } from './testHost.ts'

/** The request of a command line, as its `--dry-run` shows it, sent to the same server. */
export async function repeated(
  host: TestHost,
  line: string,
): Promise<{ path: string; deduplicated: boolean; id: string }> {
  const [, ...argv] = shellWords(line)
  const before = process.cwd()
  process.chdir(host.workspace)
  const ended = runSigma(...argv, '--dry-run', '--json')
  const { stdout, stderr, code } = await ended.finally(() => process.chdir(before))
  expect(code, stderr).toBe(0)
  const { request } = JSON.parse(stdout)
  const headers = { prefer: 'respond-async' }
  const { body, text } = await host.post(request.path, request.body, headers)
  expect(body.ok, text).toBe(true)
  return {
    path: request.path,
    deduplicated: body.deduplicated,
    id: body.run_id ?? body.sweep_id ?? body.job_id,
  }
}

/** The words of a line as a POSIX shell parts it. */
function shellWords(line: string): string[] {
  return [...line.matchAll(/(?:'[^']*'|\\'|[^\s'\\])+/g)].map(([word]) =>
    word.replaceAll(/'([^']*)'|\\'/g, (whole, inner) => (whole === "\\'" ? "'" : inner)),
  )
}
