import { fileKinds, packFileNames } from './packFileNames.ts'

/** Names that are looked up when a key is pressed, since a workspace may have its own. */
export const nameKinds = [...fileKinds, 'runs', 'sweeps'] as const
export type NameKind = (typeof nameKinds)[number]

export function isNameKind(word: string): word is NameKind {
  return nameKinds.some((kind) => kind === word)
}

/** The names of a kind that a workspace has; of runs the newest, first: those in its own database file, not those of a server. */
export async function namesOf(workspace: string, kind: NameKind): Promise<string[]> {
  if (kind === 'runs' || kind === 'sweeps') {
    const { recentIds } = await import('../../host/recentIds.ts')
    return recentIds(workspace, kind)
  }
  return packFileNames(workspace, kind)
}
