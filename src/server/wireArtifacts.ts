import type { ArtifactsCollected, ArtifactsVerified } from '../contract/types.ts'
import type { Collected } from '../services/collectGarbage.ts'
import type { Verified } from '../services/verifyArtifacts.ts'

// What was found of all stored files, in the spelling of the contract.

export function toVerified({ whole, problems, recent, foreign, listed }: Verified): ArtifactsVerified {
  return {
    ok: true,
    intact: Object.values(problems).every(({ files }) => files === 0),
    whole,
    problems,
    recent,
    foreign,
    rows: listed.map(({ problem, uri, size, kind, runId, why }) => ({
      problem,
      uri,
      size_bytes: size,
      kind,
      run_id: runId,
      ...(why !== undefined && { why }),
    })),
  }
}

export function toCollected(collected: Collected): ArtifactsCollected {
  const { dryRun, unreferred, leftovers, recent, foreign, listed } = collected
  return {
    ok: true,
    dry_run: dryRun,
    files: unreferred.files + leftovers.files,
    bytes: unreferred.bytes + leftovers.bytes,
    unreferenced: unreferred,
    leftovers,
    recent,
    foreign,
    rows: listed.map(({ uri, size }) => ({ uri, size_bytes: size })),
  }
}
