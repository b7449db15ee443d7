import { resolve } from 'node:path'

/** The folder of the workspace that the options or the environment name, else the current one. */
export function workspaceOf({ workspace }: { workspace?: string }): string {
  return resolve(workspace ?? process.env.SIGMA_PRODUCT_DIR ?? process.env.PRODUCT_DIR ?? '.')
}
