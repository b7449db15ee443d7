import { existsSync, realpathSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { invalidParam } from '../core/errors.ts'

/** The folder that holds `packs/` and `.sigma/`, and the folders from which inputs may also come. */
export interface Workspace {
  root: string
  dataRoots: string[]
}

/** The absolute path of an input, which must exist below the workspace or a data root. Links are followed first. */
export function inputPath(workspace: Workspace, path: string, field: string): string {
  const absolute = resolve(workspace.root, path)
  if (!existsSync(absolute)) {
    throw invalidParam([{ field, issue: `no file at ${path}` }], {
      next: `paths start at the workspace, ${workspace.root}`,
    })
  }
  const roots = [workspace.root, ...workspace.dataRoots]
  if (!roots.some((root) => contains(root, absolute))) throw outside(workspace, path, field)
  return absolute
}

/** The absolute path of an output, which must lie below the workspace. Links are followed first. */
export function outputPath(workspace: Workspace, path: string, field: string): string {
  const absolute = resolve(workspace.root, path)
  if (!contains(workspace.root, absolute)) throw outside(workspace, path, field)
  return absolute
}

/** A path inside the workspace as it is shown and stored: relative, with forward slashes. */
export function shownPath(workspace: Workspace, absolute: string): string {
  const path = relative(realpathSync(workspace.root), realPath(absolute))
  return path.startsWith('..') ? absolute : path.split(sep).join('/')
}

function contains(root: string, path: string): boolean {
  const inner = relative(realPath(root), realPath(path))
  return inner === '' || (!inner.startsWith(`..${sep}`) && inner !== '..' && !isAbsolute(inner))
}

/** The path with every link followed, of a file that need not exist yet. */
function realPath(path: string): string {
  if (existsSync(path)) return realpathSync(path)
  const parent = dirname(path)
  return parent === path ? path : resolve(realPath(parent), relative(parent, path))
}

function outside(workspace: Workspace, path: string, field: string): Error {
  return invalidParam([{ field, issue: `${path} lies outside the workspace` }], {
    next: `use a path below ${workspace.root}, or list its folder under data.roots in sigma.yaml`,
  })
}
