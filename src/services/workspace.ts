import { existsSync, realpathSync, statSync } from 'node:fs'
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path'
import { invalidParam } from '../core/errors.ts'

/** The database, artifacts and cache: an output there would destroy them. */
const stateFolder = '.sigma'

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
  if (!statSync(absolute).isFile()) throw invalidParam([{ field, issue: `${path} is no file` }])
  const roots = [workspace.root, ...workspace.dataRoots]
  if (!roots.some((root) => contains(root, absolute))) throw outside(workspace, path, field)
  return absolute
}

/** Names of files have 255 bytes at most, of which some are for a temporary ending; paths have 4,096. */
const longestName = 200
const longestPath = 2_000

/** The absolute path of an output, which must lie below the workspace. Links are followed first. */
export function outputPath(workspace: Workspace, path: string, field: string): string {
  const absolute = resolve(workspace.root, path)
  const isLong = path.split(/[\\/]/).some((name) => Buffer.byteLength(name) > longestName)
  if (isLong || Buffer.byteLength(path) > longestPath) {
    const issue = `has a name of more than ${longestName} bytes, or more than ${longestPath} in all`
    throw invalidParam([{ field, issue }])
  }
  if (!contains(workspace.root, absolute)) {
    throw invalidParam([{ field, issue: `${path} lies outside the workspace` }], {
      next: `outputs are written below ${workspace.root} only`,
    })
  }
  if (contains(resolve(workspace.root, stateFolder), absolute)) {
    throw invalidParam([{ field, issue: `${path} lies in ${stateFolder}, which Sigma keeps for itself` }], {
      next: 'name another folder of the workspace',
    })
  }
  if (existsSync(absolute) && !statSync(absolute).isFile()) {
    throw invalidParam([{ field, issue: `"${path}" is a folder, expected a file` }])
  }
  const inTheWay = firstExisting(dirname(absolute))
  if (!statSync(inTheWay).isDirectory()) {
    throw invalidParam([
      { field, issue: `${path} lies below ${shownPath(workspace, inTheWay)}, which is a file` },
    ])
  }
  return absolute
}

/** The nearest folder, or file, on the way to a path that need not exist yet. */
function firstExisting(path: string): string {
  return existsSync(path) ? path : firstExisting(dirname(path))
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
