import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { invalidParam } from '../core/errors.ts'

/** The bytes of one file of a pack, and where they came from. */
export interface PackFile {
  /** As a user would name it: `packs/zerosigma/pack.yaml`. */
  path: string
  origin: 'builtin' | 'workspace'
  text: string
  /** SHA-256 of the bytes, in hex: the file's part of a lineage. */
  sha256: string
}

/** A folder that holds packs. Of several, the first that has a file wins. */
export interface PackLayer {
  origin: PackFile['origin']
  /** Folder with a folder per pack. */
  dir: string
}

/** Names of files have 255 bytes at most, of which some are for what is added to an id. */
const idShape = /^[a-z0-9][a-z0-9_]{0,199}$/i

export function isId(name: string): boolean {
  return idShape.test(name)
}

/**
 * Refuses what can't name a pack, model, set or template. Ids become file names, so that this is also what keeps
 * a request inside the folders of packs.
 */
export function checkId(field: string, id: string): void {
  if (isId(id)) return
  throw invalidParam([
    {
      field,
      issue: `expected up to 200 letters, digits and underscores, starting with a letter or digit, got ${shown(id)}`,
    },
  ])
}

function shown(id: string): string {
  const text = JSON.stringify(id)
  return text.length > 80 ? `${text.slice(0, 77)}...` : text
}

/** A file of a pack from the first layer that has it, or undefined. `path` is relative to the pack's folder. */
export async function readPackFile(
  layers: readonly PackLayer[],
  packId: string,
  path: string,
): Promise<PackFile | undefined> {
  for (const { origin, dir } of layers) {
    const file = await readFileAs(join(dir, packId, path), `packs/${packId}/${path}`, origin)
    if (file) return file
  }
  return undefined
}

/** A file under the name that users know it by, or undefined when there is none. */
export async function readFileAs(
  location: string,
  path: string,
  origin: PackFile['origin'],
): Promise<PackFile | undefined> {
  const bytes = whereFound(() => readFileSync(location))
  if (bytes === undefined) return undefined
  return {
    path,
    origin,
    text: bytes.toString('utf8'),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  }
}

/** The stems of the YAML files of a pack's folder over all layers, in alphabetical order. Deeper folders don't count. */
export async function listStems(
  layers: readonly PackLayer[],
  packId: string,
  folder: string,
): Promise<string[]> {
  const stems = new Set<string>()
  for (const { dir } of layers) {
    const path = join(dir, packId, folder)
    for (const entry of whereFound(() => readdirSync(path, { withFileTypes: true })) ?? []) {
      const stem = entry.name.replace(/\.yaml$/, '')
      if (stem !== entry.name && isId(stem) && !entry.isDirectory()) stems.add(stem)
    }
  }
  return [...stems].sort()
}

/** The folders of all layers that could be packs, in alphabetical order. */
export async function listPackFolders(layers: readonly PackLayer[]): Promise<string[]> {
  const names = new Set<string>()
  for (const { dir } of layers) {
    for (const entry of whereFound(() => readdirSync(dir, { withFileTypes: true })) ?? []) {
      if (isId(entry.name) && !entry.isFile()) names.add(entry.name)
    }
  }
  return [...names].sort()
}

/**
 * What was asked for, or undefined when there is no such file or folder. Every other failure is thrown. These files are
 * small and many: to be told of each when it is there takes several times as long as to wait for it.
 */
function whereFound<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (isErrno(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined
    throw error
  }
}

export function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error
}
