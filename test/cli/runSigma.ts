import { vi } from 'vitest'
import { run } from '../../src/cli/main.ts'

export interface Ended {
  code: number | undefined
  stdout: string
  stderr: string
}

/** Runs one command line in this process and tells what it printed and its exit code. */
export function runSigma(...argv: string[]): Promise<Ended> {
  return captured(() => run(argv))
}

/** What a command that runs in this process prints, and its exit code. */
export async function captured(command: () => Promise<number>): Promise<Ended> {
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
    return { code: await command(), ...printed }
  } finally {
    stdout.mockRestore()
    stderr.mockRestore()
  }
}
