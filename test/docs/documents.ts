import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Document {
  /** Relative to the root, with slashes. */
  path: string
  text: string
}

/** The Markdown files at the root and below `docs/`. */
export function documents(): Document[] {
  const atRoot = readdirSync(root)
  const below = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  return [...atRoot, ...below.map((path) => `docs/${path.replaceAll('\\', '/')}`)]
    .filter((path) => path.endsWith('.md'))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
}

/** README.md and the pages of the guide: what a user follows by hand. */
export function guide(): Document[] {
  return documents().filter(({ path }) => path === 'README.md' || path.startsWith('docs/guide/'))
}
