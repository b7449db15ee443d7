import { once } from 'node:events'
import { mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { execa } from 'execa'
import { afterAll } from 'vitest'
import { root } from '../docs/documents.ts'

/** The command as it is installed. */
export const bin = join(root, 'bin', 'sigma.js')

/** The model that runs on the bundled bars. */
export const modelId = 'spx_eq_swing_daily'

const folders: string[] = []

// Registered first, so that it comes after what the test files themselves do at the end.
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

/** A new folder, gone after the tests of the file. Its path is the real one, as a process in it sees it. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'sigma-e2e-')))
  folders.push(folder)
  return folder
}

/** Settings of whoever runs the tests must not reach the commands. */
export const environment = {
  PATH: process.env.PATH ?? '',
  XDG_CONFIG_HOME: join(tmpdir(), 'sigma-e2e-without-config'),
}

export interface Ended {
  code: number | undefined
  stdout: string
  stderr: string
}

/** Runs one command line in a folder, in a process of its own, without a terminal. */
export async function sigma(
  cwd: string,
  argv: readonly string[],
  env: Record<string, string> = {},
): Promise<Ended> {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [bin, ...argv], {
    cwd,
    env: { ...environment, ...env },
    extendEnv: false,
    reject: false,
    timeout: 100_000,
  })
  return { code: exitCode, stdout, stderr }
}

export interface RunningServer {
  url: string
  /** The first line that it printed. */
  line: string
  /** Tells it to stop, waits, and gives its exit code. */
  stop(): Promise<number | undefined>
}

/** Starts `sigma serve` with these arguments and waits until it says where it serves. */
export async function startServer(cwd: string, argv: readonly string[]): Promise<RunningServer> {
  // Whatever port an argument leaves to the settings is a free one.
  const child = execa(process.execPath, [bin, ...argv], {
    cwd,
    env: { ...environment, SIGMA_PORT: '0' },
    extendEnv: false,
    reject: false,
  })
  const [line]: string[] = await Promise.race([
    once(createInterface(child.stdout), 'line'),
    child.then(({ stderr }) => Promise.reject(new Error(`the server did not start: ${stderr}`))),
  ])
  const [url] = line.match(/http:\/\/[\w.:[\]]+\d/) ?? []
  if (url === undefined) throw new Error(`expected an address, got ${line}`)
  return {
    url,
    line,
    async stop() {
      child.kill('SIGTERM')
      const { exitCode } = await child
      return exitCode
    },
  }
}
