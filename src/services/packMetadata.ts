import { type FieldError, invalidParam } from '../core/errors.ts'
import { canonicalJson } from '../core/lineage/canonicalJson.ts'
import { insertPackMetadata, listPackMetadata, type PackMetadataVersion } from '../store/packMetadata.ts'
import { administer } from './administer.ts'
import type { Parts } from './parts.ts'
import { currentUser } from './user.ts'

/** What runs are made of or held to, each with where it is changed. */
const ofTheFile: Readonly<Record<string, string>> = {
  id: 'its folder names a pack',
  version: 'it is that of the file',
  asset_classes: 'change it in the file of the pack',
  horizon: 'change it in the file of the pack',
  cadence: 'change it in the file of the pack',
  profiles: 'limits are set with sigma admin risk-profiles set',
  score: 'change it in the file of the pack',
  defaults: 'change it in the file of the pack, or under packs: of sigma.yaml',
  leakage_allowed: 'change it in the file of the pack',
}

const mostKeys = 50
const longestText = 2_000

/** The metadata of each pack that has some beside its file. */
export async function metadataByPack({ db }: Pick<Parts, 'db'>): Promise<Map<string, PackMetadataVersion>> {
  return new Map((await listPackMetadata(db)).map((said) => [said.packId, said]))
}

/** @throws INVALID_PARAM for what is no metadata of a pack, by field; NOT_FOUND for an unknown pack */
export async function checkMetadata(
  parts: Pick<Parts, 'packFiles'>,
  packId: string,
  metadata: Readonly<Record<string, unknown>>,
): Promise<void> {
  await parts.packFiles.get(packId)
  const entries = Object.entries(metadata)
  const faults: FieldError[] = entries.flatMap(([name, value]) => {
    const issue = faultOf(name, value)
    return issue === undefined ? [] : [{ field: `metadata.${name}`, issue }]
  })
  if (entries.length === 0 || entries.length > mostKeys)
    faults.push({ field: 'metadata', issue: `expected 1 to ${mostKeys} keys, got ${entries.length}` })
  if (faults.length > 0) throw invalidParam(faults)
}

function faultOf(name: string, value: unknown): string | undefined {
  if (Object.hasOwn(ofTheFile, name)) return `is no metadata: ${ofTheFile[name]}`
  if (value === null) return undefined
  const texts = Array.isArray(value) ? value : [value]
  const isText = texts.every((text) => typeof text === 'string' && text.length <= longestText)
  if (name === 'title' || name === 'description')
    return typeof value === 'string' && isText && value.trim() !== ''
      ? undefined
      : `expected text of 1 to ${longestText} characters`
  const isPlain = isText || typeof value === 'number' || typeof value === 'boolean'
  return isPlain ? undefined : `expected a text, a list of texts, a number, true, false or null`
}

/** Stores checked metadata as the pack's next version, on top of what was said before; null takes a key away. */
export async function changeMetadata(
  parts: Parts,
  packId: string,
  metadata: Readonly<Record<string, unknown>>,
): Promise<{ version: number; metadata: Record<string, unknown> }> {
  return administer(parts, `pack ${packId}`, async (db, time) => {
    const [latest] = await listPackMetadata(db, packId)
    const before = latest?.metadata ?? {}
    const after = Object.fromEntries(
      Object.entries({ ...before, ...metadata }).filter(([, value]) => value !== null),
    )
    const known = latest?.version ?? 1
    if (canonicalJson(after) === canonicalJson(before))
      return { result: { version: known, metadata: before }, audit: null }
    const version = known + 1
    await insertPackMetadata(db, {
      packId,
      version,
      metadata: after,
      createdAt: time,
      createdBy: currentUser(),
    })
    return {
      result: { version, metadata: after },
      audit: { of: { pack_id: packId, version }, before, after },
    }
  })
}
