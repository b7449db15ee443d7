import { mkdir, realpath, writeFile } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { invalidParam, SigmaError } from '../core/errors.ts'
import { requestPath } from './workspacePath.ts'

/**
 * The folder of `--plots`, relative to the current one, as an absolute path. Faults when it lies outside the workspace,
 * links followed, or among what Sigma keeps for itself.
 */
export async function plotsFolder(workspace: string, folder: string): Promise<string> {
  const absolute = resolve(folder)
  const inside = relative(await realPath(workspace), await realPath(absolute))
  const issue =
    inside === '..' || inside.startsWith(`..${sep}`) || resolve(inside) === inside
      ? 'lies outside the workspace'
      : inside.split(sep)[0] === '.sigma'
        ? 'lies in .sigma, which Sigma keeps for itself'
        : undefined
  if (issue === undefined) return absolute
  throw invalidParam([{ field: '--plots', issue: `${folder} ${issue}` }], {
    next: `name a folder below ${workspace}`,
  })
}

/** Writes pictures as `<name>.svg` and tells their paths inside the workspace, by name. */
export async function writePlots(
  workspace: string,
  folder: string,
  plots: Readonly<Record<string, string>>,
): Promise<Record<string, string>> {
  const written: Record<string, string> = {}
  try {
    await mkdir(folder, { recursive: true })
    for (const [name, svg] of Object.entries(plots)) {
      const file = join(folder, `${name}.svg`)
      await writeFile(file, svg)
      written[name] = requestPath(workspace, file)
    }
  } catch (cause) {
    throw new SigmaError(
      'UNAVAILABLE',
      `cannot write ${folder}: ${cause instanceof Error ? cause.message : cause}`,
      {
        next: 'name a folder that you may write to, on a disk with free space',
        cause,
      },
    )
  }
  return written
}

/** The path with every link followed, of a folder that need not exist yet. */
async function realPath(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    // Missing, below a file, or closed to the user: whoever writes there is told which.
    const parent = dirname(path)
    if (parent === path) throw error
    return resolve(await realPath(parent), relative(parent, path))
  }
}
