import type { ArtifactKind, StoredArtifact } from '../artifacts/artifacts.ts'
import { insertArtifact } from '../store/artifacts.ts'
import type { Parts } from './parts.ts'

/** Stores a file of a run and its row; the row is written only once the file is in place. */
export async function keepFile(
  parts: Parts,
  bytes: Uint8Array,
  { kind, extension }: { kind: ArtifactKind; extension: string },
  run: { buildRunId?: string; trainingRunId?: string; backtestRunId?: string },
): Promise<StoredArtifact> {
  const stored = await parts.artifacts.put(bytes, { kind, extension })
  await insertArtifact(parts.db, {
    ...run,
    id: parts.newId(),
    kind,
    uri: stored.uri,
    sha256: stored.sha256,
    size: stored.size,
    createdAt: parts.now().toISOString(),
  })
  return stored
}
