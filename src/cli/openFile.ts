import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { SigmaError } from '../core/errors.ts'

/** The program that opens a file with whatever the user has for it, by platform. */
const openers: Partial<Record<NodeJS.Platform, [program: string, ...words: string[]]>> = {
  darwin: ['open'],
  win32: ['explorer.exe'],
}

/** Opens a file as a double click does. Throws UNAVAILABLE where there is nothing to open it with. */
export async function openFile(path: string): Promise<void> {
  const [program, ...words] = openers[process.platform] ?? ['xdg-open']
  const child = spawn(program, [...words, path], { stdio: 'ignore', detached: true })
  try {
    await once(child, 'spawn')
  } catch (cause) {
    throw new SigmaError('UNAVAILABLE', `there is no ${program} on this machine to open ${path} with`, {
      next: 'leave out --open, and open the file with a browser',
      cause,
    })
  }
  child.unref()
}
