import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Names of files of packs. */
export const fileKinds = ['models', 'packs', 'templates'] as const
type FileKind = (typeof fileKinds)[number]

const folders = { models: 'model_configs', templates: 'model_templates' } as const

/**
 * Names of the packs of the workspace and of the installation, by their files alone: a key press must not open
 * a database or start a server.
 */
export async function packFileNames(workspace: string, kind: FileKind): Promise<string[]> {
  const { packageRoot } = await import('../../host/packageRoot.ts')
  const roots = [join(workspace, 'packs'), join(packageRoot(), 'packs')]
  const names = await Promise.all(roots.map((root) => namesBelow(root, kind)))
  return [...new Set(names.flat())].sort()
}

async function namesBelow(root: string, kind: FileKind): Promise<string[]> {
  const found = await Promise.all((await entries(root)).map((pack) => namesOf(join(root, pack), pack, kind)))
  return found.flat()
}

async function namesOf(folder: string, pack: string, kind: FileKind): Promise<string[]> {
  if (kind === 'packs') return (await entries(folder)).includes('pack.yaml') ? [pack] : []
  const files = await entries(join(folder, folders[kind]))
  return files.flatMap((file) => file.match(/^(.+)\.ya?ml$/)?.[1] ?? [])
}

/** Names in a folder; none when there is no such folder. */
async function entries(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return []
    throw error
  }
}
