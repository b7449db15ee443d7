import { isAbsolute, relative, resolve, sep } from 'node:path'

/**
 * A file as requests name it: relative to the workspace when it lies inside, else absolute, for the server to judge.
 * `file` is relative to the current folder, as shells complete it.
 */
export function requestPath(workspace: string, file: string, currentFolder = process.cwd()): string {
  const absolute = resolve(currentFolder, file)
  const inside = relative(workspace, absolute)
  const isInside = inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside)
  return isInside ? inside.split(sep).join('/') : absolute
}

/** A `--source` whose file, if it names one, is a path for requests. */
export function requestSource(workspace: string, source: string | undefined): string | undefined {
  const [, kind, file] = source?.match(/^(csv|parquet):(.+)$/) ?? []
  return file === undefined ? source : `${kind}:${requestPath(workspace, file)}`
}
