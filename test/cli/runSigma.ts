import { vi } from 'vitest'
import { run } from '../../src/cli/main.ts'

/** Runs one command line in this process and tells what it printed and its exit code. */
export async function runSigma(...argv: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const printed = { stdout: '', stderr: '' }
  const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed.stdout += text
    return true
  })
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    printed.stderr += text
    return true
  })
  try {
    return { code: await run(argv), ...printed }
  } finally {
    stdout.mockRestore()
    stderr.mockRestore()
  }
}
