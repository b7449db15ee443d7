import { existsSync } from 'node:fs'
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * A workspace with the packs and settings of another one, but with nothing in its store: a check that runs there
 * adds neither runs to the leaderboard nor trials to the ledger.
 */
export async function temporaryWorkspace(
  original: string,
): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'sigma-check-'))
  const packs = join(original, 'packs')
  const settings = join(original, 'sigma.yaml')
  if (existsSync(packs)) await symlink(packs, join(folder, 'packs'), 'junction')
  if (existsSync(settings)) await cp(settings, join(folder, 'sigma.yaml'))
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
