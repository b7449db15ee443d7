import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the installed package: the nearest one above this file that has a package.json and packs. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!(existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'packs')))) {
    const parent = dirname(folder)
    if (parent === folder)
      throw new Error(`no package.json beside packs/ above ${fileURLToPath(import.meta.url)}`)
    folder = parent
  }
  return folder
}
