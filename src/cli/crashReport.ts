import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { withoutSecrets } from './secrets.ts'
import { version } from './version.ts'

/** What was done when Sigma crashed. */
export interface Crash {
  error: unknown
  argv: readonly string[]
  /** Its `.sigma/crashes` takes the report; the temporary folder does where there is no workspace to write to. */
  workspace: string
  at: Date
}

/**
 * Writes what is known of a crash to a file of its own, without secrets, and answers its path; undefined where
 * neither folder can be written to, since a second fault must not hide the first.
 */
export function writeCrashReport(crash: Crash): string | undefined {
  const name = `crash-${crash.at.toISOString().replaceAll(/[:.]/g, '-')}-${process.pid}.txt`
  const text = crashText(crash)
  for (const folder of foldersFor(crash.workspace)) {
    try {
      mkdirSync(folder, { recursive: true })
      const path = join(folder, name)
      writeFileSync(path, text, { mode: 0o600 })
      return path
    } catch (error) {
      if (!(error instanceof Error && 'code' in error)) throw error
      // A read-only or full disk: the next folder may take it.
    }
  }
  return undefined
}

/** A folder that is no workspace is left as it is. */
function foldersFor(workspace: string): string[] {
  const isWorkspace = ['.sigma', 'sigma.yaml'].some((name) => existsSync(join(workspace, name)))
  return [...(isWorkspace ? [join(workspace, '.sigma', 'crashes')] : []), join(tmpdir(), 'sigma-crashes')]
}

function crashText({ error, argv, workspace, at }: Crash): string {
  const text = [
    `sigma ${version}, node ${process.version}, ${process.platform} ${process.arch}`,
    `at ${at.toISOString()}`,
    `command: sigma ${argv.join(' ')}`,
    '',
    ...causes(error),
    '',
  ].join('\n')
  return withoutSecrets(text, { env: process.env, home: homeFolder(), workspace })
}

/** An error and what it came of, each with its stack. */
function causes(error: unknown): string[] {
  const lines: string[] = []
  const seen = new Set<unknown>()
  for (let current = error; current !== undefined && !seen.has(current); ) {
    seen.add(current)
    const what = current instanceof Error ? (current.stack ?? current.message) : String(current)
    lines.push(lines.length === 0 ? what : `caused by: ${what}`)
    current = current instanceof Error ? current.cause : undefined
  }
  return lines
}

/** Undefined where the system knows of none. */
function homeFolder(): string | undefined {
  try {
    return homedir()
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
}
