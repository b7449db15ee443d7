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

/** For each file an address from which anybody can read it for a while; null where the store gives none. */
export function linksTo({ artifacts }: Parts, files: readonly Artifact[]): Promise<(string | null)[]> {
  return Promise.all(files.map(({ uri }) => artifacts.link(uri, mediaTypeOf(uri))))
}

/** By the extension of a stored file. */
export const mediaTypes = {
  csv: 'text/csv; charset=utf-8',
  html: 'text/html; charset=utf-8',
  json: 'application/json',
  md: 'text/markdown; charset=utf-8',
  png: 'image/png',
  svg: 'image/svg+xml; charset=utf-8',
}

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
  return { bytes: await artifacts.get(found.uri), type: mediaTypeOf(found.uri) }
}

function mediaTypeOf(uri: string): string {
  const extension = uri.split('.').at(-1) ?? ''
  return new Map(Object.entries(mediaTypes)).get(extension) ?? 'application/octet-stream'
}
