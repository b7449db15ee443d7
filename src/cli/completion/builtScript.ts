import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The shells that there are scripts for. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const
export type Shell = (typeof shells)[number]

/**
 * The script of a shell as the build has printed it by the program: every command has to be loaded to make it. Undefined
 * for what is no shell, and in the sources for all.
 */
export function builtScript(shell: string | undefined): string | undefined {
  if (!shells.some((one) => one === shell)) return undefined
  try {
    return readFileSync(fileURLToPath(new URL(`./completion/${shell}`, import.meta.url)), 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}
