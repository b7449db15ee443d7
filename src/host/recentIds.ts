import { recentIds as idsInFile } from '../store/sqlite/recentIds.ts'
import { workspaceDatabase } from './storeTarget.ts'

/** The ids of the newest runs or sweeps of a workspace, newest first; none where it has no database of its own. */
export function recentIds(workspace: string, kind: 'runs' | 'sweeps'): string[] {
  return idsInFile(workspaceDatabase(workspace), kind)
}
