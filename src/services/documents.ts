import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A document as text, under the path that users know it by: `docs/guide/sweeps.md`, `packs/swingsigma/pack.yaml`. */
export interface DocumentText {
  path: string
  text: string
}

/** What of `docs/` is read: it comes with the package too. */
const folders = ['guide', 'commands', 'decisions']
const singleFiles = ['api/errors.md']

/** The guides, pages of commands, decisions and errors below a folder of documents; none where it is not there. */
export function readDocuments(docsDir: string): DocumentText[] {
  const below = folders.flatMap((folder) =>
    filesOf(join(docsDir, folder)).flatMap((name) => (name.endsWith('.md') ? [`${folder}/${name}`] : [])),
  )
  return [...below, ...singleFiles].flatMap((name) => textAt(join(docsDir, name), `docs/${name}`) ?? [])
}

/** Folders of a pack whose files say what they are in words. */
const packFolders = ['indicator_sets', 'model_configs', 'model_templates', 'policy_templates']

/** A file as it is listed, and a word that is another one once the file was written again. */
export interface ListedDocument {
  path: string
  /** Where it lies. */
  file: string
  stamp: string
}

/** Of more files than these the rest is not looked at: a question is not to wait for a folder that has no end. */
const mostFiles = 5_000

/** A larger file is no text that somebody wrote. */
const mostBytes = 1_000_000

/** The YAML files of the packs below a folder. Links are left out: they may lead anywhere. */
export function listPackFiles(packsDir: string): ListedDocument[] {
  const found: ListedDocument[] = []
  for (const pack of foldersOf(packsDir)) {
    for (const folder of ['', ...packFolders]) {
      for (const name of filesOf(join(packsDir, pack, folder))) {
        if (!name.endsWith('.yaml')) continue
        if (found.length >= mostFiles) return found
        const inner = folder === '' ? name : `${folder}/${name}`
        found.push(...listed(join(packsDir, pack, inner), `packs/${pack}/${inner}`))
      }
    }
  }
  return found
}

const cardName = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ_\w+\.md$/

/** The newest card of each model. No card is ever written again, so that its name is all that need be looked at. */
export function listNewestCards(packsDir: string): ListedDocument[] {
  const found: ListedDocument[] = []
  for (const pack of foldersOf(packsDir)) {
    const cards = join(packsDir, pack, 'model_cards')
    for (const model of foldersOf(cards)) {
      if (found.length >= mostFiles) return found
      const newest = filesOf(join(cards, model)).findLast((name) => cardName.test(name))
      if (newest === undefined) continue
      const path = `packs/${pack}/model_cards/${model}/${newest}`
      found.push({ path, file: join(cards, model, newest), stamp: newest })
    }
  }
  return found
}

/** The text of a file that was listed; undefined when it has gone since, or is too large to be one that somebody wrote. */
export function readListed({ path, file }: ListedDocument): DocumentText | undefined {
  return textAt(file, path)
}

function listed(file: string, path: string): ListedDocument[] {
  const facts = whereFound(() => statSync(file))
  return facts === undefined ? [] : [{ path, file, stamp: `${facts.mtimeMs} ${facts.size}` }]
}

function textAt(file: string, path: string): DocumentText | undefined {
  return whereFound(() => {
    if (statSync(file).size > mostBytes) return undefined
    return { path, text: readFileSync(file, 'utf8') }
  })
}

const filesOf = (folder: string): string[] => namesIn(folder, 'files')
const foldersOf = (folder: string): string[] => namesIn(folder, 'folders')

/** In alphabetical order; none where there is no such folder. */
function namesIn(folder: string, kind: 'files' | 'folders'): string[] {
  const entries = whereFound(() => readdirSync(folder, { withFileTypes: true })) ?? []
  return entries
    .filter((entry) => (kind === 'files' ? entry.isFile() : entry.isDirectory()))
    .map(({ name }) => name)
    .sort()
}

/** What cannot be read is not found either: a question about something else is still to be answered. */
function whereFound<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof Error && 'code' in error) return undefined
    throw error
  }
}
