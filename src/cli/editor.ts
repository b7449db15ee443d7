import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SigmaError } from '../core/errors.ts'

/**
 * A text as it was left in the editor of whoever sits at the terminal: `$VISUAL`, `$EDITOR`, or what the system has.
 *
 * @param name of the file that it stands in meanwhile
 * @throws UNAVAILABLE where the editor can't be run, or says that it failed
 */
export async function editText(text: string, name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sigma-edit-'))
  try {
    const file = join(folder, name)
    await writeFile(file, text, { mode: 0o600 })
    await runEditor(file)
    return await readFile(file, 'utf8')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function runEditor(file: string): Promise<void> {
  const { VISUAL, EDITOR } = process.env
  const editor = VISUAL || EDITOR || (process.platform === 'win32' ? 'notepad' : 'vi')
  // By the shell: people have options in it, as in `code --wait`.
  const child = spawn(`${editor} "${file}"`, { shell: true, stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code === 0) return
  throw new SigmaError('UNAVAILABLE', `the editor ${editor} ended with ${code}; nothing was changed`, {
    next: 'set EDITOR to another one, or name what is to be changed with --set',
  })
}
