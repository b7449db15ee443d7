import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { SigmaError } from '../core/errors.ts'

/** `.sigma/` holds the database, artifacts and cache of the workspace. */
export function makeStateFolder(workspace: string): string {
  const state = join(workspace, '.sigma')
  try {
    mkdirSync(state, { recursive: true })
  } catch (cause) {
    throw new SigmaError(
      'UNAVAILABLE',
      `cannot write to the workspace ${workspace}: ${cause instanceof Error ? cause.message : cause}`,
      {
        next: 'name a folder that you may write to with --workspace, or make one with: sigma init DIR',
        cause,
      },
    )
  }
  return state
}
