import { existsSync, readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { SigmaError } from '../../core/errors.ts'
import { parseTemplate } from './parse.ts'
import type { Engine, Template } from './template.ts'

const loaded = new Map<string, Promise<Template>>()

/** A template for an engine. Its file is read, and held to what a template may be, when it is first asked for. */
export function loadTemplate(name: string, engine: Engine): Promise<Template> {
  const file = `${name}.${engine}.sql`
  const known = loaded.get(file)
  if (known) return known
  const template = readFile(join(templatesFolder(), file), 'utf8').then((text) => parseTemplate(file, text))
  loaded.set(file, template)
  return template
}

/** The names of all templates, in order. */
export function templateNames(): string[] {
  const names = readdirSync(templatesFolder()).map((file) => file.slice(0, file.indexOf('.')))
  return [...new Set(names)].sort()
}

/** The SQL files beside this module's folder: in the sources, and in the package, where the build copies them to `dist`. */
export function templatesFolder(): string {
  const candidates = ['../sql', './assistant/sql', '../assistant/sql'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  )
  const found = candidates.find((path) => existsSync(path))
  if (found) return found
  throw new SigmaError('INTERNAL', `The SQL templates are missing from ${candidates.join(' and ')}`, {
    next: 'Install sigma-lab again: its package is incomplete.',
  })
}
