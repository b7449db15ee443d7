import { tellChanged } from './changes.ts'
import { count, type FileTally, noFiles } from './fileTally.ts'
import type { Parts } from './parts.ts'
import { graceBegins, unreferredFiles } from './unreferredFiles.ts'

/** What was collected; under `dryRun` what would be. */
export interface Collected {
  dryRun: boolean
  /** Whole files that no row refers to. */
  unreferred: FileTally
  /** Of writes that were killed. */
  leftovers: FileTally
  /** Left alone: a run may be about to write their rows. */
  recent: FileTally
  /** Left alone: nothing that Sigma wrote. */
  foreign: FileTally
  /** The first of the collected files. */
  listed: { uri: string; size: number }[]
}

/** The most files that an answer names. It counts all. */
const listedAtMost = 1_000

/**
 * Removes the files of the store that no row refers to and that are older than the grace. What a row refers to is never
 * touched, nor what is stored again while this works.
 */
export async function collectGarbage(
  parts: Parts,
  { dryRun = false }: { dryRun?: boolean | undefined } = {},
): Promise<Collected> {
  const before = graceBegins(parts)
  const collected: Collected = {
    dryRun,
    unreferred: noFiles(),
    leftovers: noFiles(),
    recent: noFiles(),
    foreign: noFiles(),
    listed: [],
  }
  for await (const file of unreferredFiles(parts, before)) {
    const { uri, role, size, isRecent } = file
    if (role === 'foreign') count(collected.foreign, size)
    else if (isRecent) count(collected.recent, size)
    // Stored again just now: the next collection looks at it anew.
    else if (!dryRun && !(await parts.artifacts.remove(file, before))) count(collected.recent, size)
    else {
      count(role === 'leftover' ? collected.leftovers : collected.unreferred, size)
      if (collected.listed.length < listedAtMost) collected.listed.push({ uri, size })
    }
  }
  if (!dryRun) {
    const { unreferred, leftovers, listed } = collected
    tellChanged('removed', null, { unreferred, leftovers, listed })
  }
  return collected
}
