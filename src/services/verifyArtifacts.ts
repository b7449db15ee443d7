import type { ArtifactState } from '../artifacts/artifacts.ts'
import { SigmaError } from '../core/errors.ts'
import { listReferredFiles, type ReferredFile } from '../store/artifactUris.ts'
import { count, type FileTally, noFiles } from './fileTally.ts'
import type { Parts } from './parts.ts'
import { graceBegins, unreferredFiles } from './unreferredFiles.ts'

/**
 * What can be wrong with a file: a row refers to it and it is `missing`, has other bytes than were stored or can't be
 * read; or it lies there and no row refers to it, whole or left half-written by a process that was killed.
 */
type FileProblem = 'missing' | 'changed' | 'unreadable' | 'unreferenced' | 'leftover'

interface FaultyFile {
  problem: FileProblem
  uri: string
  size: number
  kind: ReferredFile['kind']
  runId: string | null
  /** What the machine says of a file that can't be read. */
  why?: string
}

export interface Verified {
  /** Files that rows refer to, and are what was stored. */
  whole: FileTally
  problems: Record<FileProblem, FileTally>
  /** Files without a row that a run may be about to write; no problem yet. */
  recent: FileTally
  /** Files that Sigma did not write, which it leaves alone. */
  foreign: FileTally
  /** The first of the problems. */
  listed: FaultyFile[]
}

/** The most problems that an answer names. It counts all. */
const listedAtMost = 1_000

/** Reads every stored file and compares it with the hash that it was stored under; finds files without a row. */
export async function verifyArtifacts(parts: Parts): Promise<Verified> {
  const verified: Verified = {
    whole: noFiles(),
    problems: {
      missing: noFiles(),
      changed: noFiles(),
      unreadable: noFiles(),
      unreferenced: noFiles(),
      leftover: noFiles(),
    },
    recent: noFiles(),
    foreign: noFiles(),
    listed: [],
  }
  const report = (fault: FaultyFile): void => {
    count(verified.problems[fault.problem], fault.size)
    if (verified.listed.length < listedAtMost) verified.listed.push(fault)
  }
  for await (const { uri, kind, runId } of referredOnce(parts)) {
    parts.stopping.throwIfAborted()
    const found = await check(parts, uri)
    if (found.state === 'whole') count(verified.whole, found.size)
    else {
      const why = found.state === 'unreadable' ? { why: found.why } : {}
      report({ problem: found.state, uri, size: found.size, kind, runId, ...why })
    }
  }
  for await (const { uri, role, size, isRecent } of unreferredFiles(parts, graceBegins(parts))) {
    if (role === 'foreign') count(verified.foreign, size)
    else if (isRecent) count(verified.recent, size)
    else report({ problem: role === 'artifact' ? 'unreferenced' : role, uri, size, kind: null, runId: null })
  }
  return verified
}

/** Each file once, also where several columns name it and no artifact's row does. */
async function* referredOnce({ db }: Parts): AsyncGenerator<ReferredFile> {
  const seen = new Set<string>()
  for await (const file of listReferredFiles(db)) {
    if (file.kind === null && seen.has(file.uri)) continue
    if (file.kind === null) seen.add(file.uri)
    yield file
  }
}

async function check({ artifacts }: Parts, uri: string): Promise<ArtifactState> {
  try {
    return await artifacts.check(uri)
  } catch (error) {
    // The address that the row has is none of this store's. A store that can't be asked is no fault of its files.
    if (!(error instanceof SigmaError) || error.code !== 'INVALID_PARAM') throw error
    return { state: 'unreadable', size: 0, why: error.message }
  }
}
