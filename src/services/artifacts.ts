import { SigmaError } from '../core/errors.ts'
import {
  type Artifact,
  type ArtifactFilter,
  findArtifactBySha,
  listArtifacts as listStored,
} from '../store/artifacts.ts'
import type { Listed, Page } from '../store/page.ts'
import type { Parts } from './parts.ts'

export function listArtifacts(
  { db }: Parts,
  { kind, run_id }: { kind?: ArtifactFilter['kind']; run_id?: string },
  page: Page,
): Promise<Listed<Artifact>> {
  return listStored(db, { ...(kind && { kind }), ...(run_id !== undefined && { runId: run_id }) }, page)
}

const types: Record<string, string> = { json: 'application/json', csv: 'text/csv; charset=utf-8' }

/** The bytes of a stored file, checked against their hash, with their media type. */
export async function findArtifact(
  { db, artifacts }: Parts,
  sha256: string,
): Promise<{ bytes: Buffer; type: string }> {
  const found = await findArtifactBySha(db, sha256)
  if (!found)
    throw new SigmaError('NOT_FOUND', `there is no file ${sha256} in this workspace`, {
      next: 'GET /artifacts lists them',
    })
  const extension = found.uri.split('.').at(-1) ?? ''
  return { bytes: await artifacts.get(found.uri), type: types[extension] ?? 'application/octet-stream' }
}
