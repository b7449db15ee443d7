import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { SigmaError } from '../../core/errors.ts'

/** A script beside this module: in the sources, and in the package, where the build copies them to `dist/ui`. */
export function readScript(name: string): string {
  const candidates = [`./assets/${name}`, `./ui/${name}`].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  )
  const found = candidates.find((path) => existsSync(path))
  if (found) return readFileSync(found, 'utf8')
  throw new SigmaError('INTERNAL', `the script is missing from ${candidates.join(' and ')}`, {
    next: 'Install sigma-lab again: its package is incomplete.',
  })
}
