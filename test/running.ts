import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Of a process that ends amid a file Vitest tells that it did, and not which file: each file is noted while it runs.

const variable = 'SIGMA_TEST_RUNNING'

/** Called before the tests of each project; what it returns, after all tests. */
export default function tellOfLostFiles(): () => void {
  process.env[variable] ??= mkdtempSync(join(tmpdir(), 'sigma-running-'))
  const folder = process.env[variable]
  return () => {
    if (!existsSync(folder)) return
    for (const process of readdirSync(folder)) {
      const file = readFileSync(join(folder, process), 'utf8')
      console.error(`Process ${process} ended while it ran ${file}`)
    }
    rmSync(folder, { recursive: true })
  }
}

/** Notes what this process runs. Returns how to take it back. */
export function noteRunning(file: string): () => void {
  const folder = process.env[variable]
  if (folder === undefined) throw new Error(`${variable} is not set`)
  const note = join(folder, String(process.pid))
  writeFileSync(note, file)
  return () => rmSync(note)
}
