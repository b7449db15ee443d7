import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Kysely } from 'kysely'
import { type Difference, differences } from '../core/differences.ts'
import { invalidParam, SigmaError } from '../core/errors.ts'
import { mergeFields } from '../core/mergeFields.ts'
import { readDocumentFile } from '../packs/documentFile.ts'
import { documentOf, editDocument } from '../packs/editDocument.ts'
import { filesAreFaulty } from '../packs/faults.ts'
import { isErrno, type PackFile } from '../packs/packFile.ts'
import { removeAll, replaceFile } from '../packs/writeFiles.ts'
import {
  findModelConfigVersion,
  insertModelConfigVersion,
  listModelConfigVersions,
  type ModelConfigVersion,
} from '../store/modelConfigVersions.ts'
import type { Listed, Page } from '../store/page.ts'
import type { Database } from '../store/schema.ts'
import { inTransaction } from '../store/transaction.ts'
import { administer } from './administer.ts'
import { collectChanges } from './changes.ts'
import type { Parts } from './parts.ts'
import { patchPolicy } from './policies.ts'
import { currentUser } from './user.ts'

type Fields = Readonly<Record<string, unknown>>

/** Whose config is meant, and which one was looked at before. */
interface Asked {
  modelId: string
  packId?: string
  /** SHA-256 of the config that is to be changed; another one in force is CONFLICT. */
  expectedSha?: string
  /** Everything but keeping it: what would differ, and what is wrong. */
  dryRun?: boolean
}

/** What a change of a model made of it. */
export interface ChangedModel {
  packId: string
  modelId: string
  /** Of the config, as users name it. */
  path: string
  /** What the config says now. */
  config: Fields
  /** SHA-256 of the file. */
  sha: string
  /** Of the config that is in force; null for one that was never changed here. */
  version: number | null
  changes: Difference[]
  policy: Awaited<ReturnType<typeof patchPolicy>>
  warnings: string[]
}

/**
 * Merges fields into a model's config, one level deep, and into its policy; each is checked as a whole before either is kept.
 * What says the same changes nothing.
 *
 * @throws INVALID_PARAM with every fault and its line; NOT_FOUND for an unknown model or pack; CONFLICT for another config than
 *   the one expected; UNAVAILABLE when it can't be written
 */
export function updateModel(
  parts: Parts,
  { config, policy, ...asked }: Asked & { config?: Fields; policy?: Fields },
): Promise<ChangedModel> {
  if (config === undefined && policy === undefined)
    throw invalidParam([{ field: 'config', issue: 'is missing; give config, policy_patch or both' }])
  const edit = ({ path, text }: PackFile): string =>
    config === undefined ? text : editDocument(text, mergeFields(readDocumentFile(path, text), config))
  return changeModel(parts, asked, edit, policy)
}

/** Puts a whole config in the place of a model's: as fields, or as the text of its file. @throws as `updateModel` */
export function replaceModelConfig(
  parts: Parts,
  { config, text, ...asked }: Asked & { config?: Fields; text?: string },
): Promise<ChangedModel> {
  if ((config === undefined) === (text === undefined))
    throw invalidParam([{ field: 'config', issue: 'give either config, or config_yaml' }])
  return changeModel(parts, asked, (file) => text ?? editDocument(file.text, config ?? {}))
}

interface ModelName {
  packId: string
  modelId: string
}

async function changeModel(
  parts: Parts,
  { expectedSha, dryRun = false, ...asked }: Asked,
  edit: (file: PackFile) => string,
  policyPatch?: Fields,
): Promise<ChangedModel> {
  const { packId, modelId } = await parts.packFiles.modelFile(asked.modelId, asked.packId)
  const of = { packId, modelId }
  let placed: PlacedFile | undefined
  const putBack = async (): Promise<void> => {
    await placed?.putBack()
    placed = undefined
  }
  const change = () =>
    administer(parts, lockOf(of), async (db, time) => {
      // It may be done once more, and begins with the file as it was.
      await putBack()
      const { file } = await parts.packFiles.modelFile(modelId, packId)
      refuseStale(of, file, expectedSha)
      const text = edit(file)
      const { model, faults } = await parts.packFiles.readModel(packId, modelId, text)
      if (!model) throw filesAreFaulty(faults)
      const isChanged = text !== file.text
      if (isChanged) refuseBuiltin(parts, file)
      const policy = policyPatch ? await patchPolicy({ ...parts, db }, { ...of, fields: policyPatch }) : null
      const changes = differences(documentOf(file.text) ?? {}, model.config.raw)
      const version = isChanged
        ? await keepEdit(db, of, { file, text, changes, time })
        : await versionOf(db, of, file)
      const sha = isChanged ? shaOf(text) : file.sha256
      const { path } = file
      const { config, warnings } = model
      const result = { ...of, path, config: config.raw, sha, version, changes, policy, warnings }
      if (dryRun) throw new Undone(result)
      return {
        result,
        audit: isChanged || policy ? auditOf(result) : null,
        async last() {
          if (isChanged) placed = await placeFile(parts, file, text)
        },
      }
    })
  try {
    // What is not kept is no change that the audit tells.
    return await (dryRun ? collectChanges(new Map(), change) : change())
  } catch (error) {
    await putBack()
    if (error instanceof Undone) return error.result
    throw error
  }
}

/** Undoes a change that was only to show what it does. */
class Undone extends Error {
  readonly result: ChangedModel
  constructor(result: ChangedModel) {
    super('undone')
    this.result = result
  }
}

const lockOf = ({ packId, modelId }: ModelName): string => `model config ${packId} ${modelId}`

const inPacks = (path: string): string => path.slice('packs/'.length)

const shaOf = (text: string): string => createHash('sha256').update(text).digest('hex')

function refuseStale({ modelId }: ModelName, { sha256 }: PackFile, expected: string | undefined): void {
  if (expected === undefined || expected === sha256) return
  throw new SigmaError(
    'CONFLICT',
    `the config of ${modelId} has been changed: it is ${sha256} now, not ${expected}`,
    {
      details: { config_sha: sha256 },
      next: 'look at it again, and repeat the change',
    },
  )
}

/** Those that come with Sigma are never changed: of theirs, the workspace gets a file of its own. */
function refuseBuiltin({ packsDir }: Parts, { origin, path }: PackFile): void {
  if (origin === 'workspace' || !existsSync(join(packsDir, inPacks(path)))) return
  throw new SigmaError('CONFLICT', `${path} is the file that comes with Sigma, which is never changed`, {
    next: 'work in a workspace of your own: sigma init makes one',
  })
}

function auditOf({ packId, modelId, sha, version, changes, policy }: ChangedModel) {
  const side = (which: 'before' | 'after') =>
    Object.fromEntries(changes.map((change) => [`config.${change.field}`, change[which]]))
  return {
    of: {
      ...{ pack_id: packId, model_id: modelId, version, config_sha: sha },
      ...(policy && { policy_sha: policy.policy_sha }),
    },
    before: side('before'),
    after: side('after'),
  }
}

/** Keeps an edited text as the next version, after the one that was found where that is none yet. */
async function keepEdit(
  db: Kysely<Database>,
  of: ModelName,
  { file, text, changes, time }: { file: PackFile; text: string; changes: Difference[]; time: string },
): Promise<number> {
  const latest = await findModelConfigVersion(db, of)
  const isKnown = latest?.sha === file.sha256
  const found = isKnown ? latest.version : (latest?.version ?? 0) + 1
  const kept = { ...of, createdAt: time }
  if (!isKnown)
    await insertModelConfigVersion(db, {
      ...{ ...kept, version: found, text: file.text, sha: file.sha256, createdBy: null },
      changes: differences(latest && documentOf(latest.text), latest && documentOf(file.text)),
    })
  const version = found + 1
  await insertModelConfigVersion(db, {
    ...{ ...kept, version, text, sha: shaOf(text), changes, createdBy: currentUser() },
  })
  return version
}

async function versionOf(db: Kysely<Database>, of: ModelName, { sha256 }: PackFile): Promise<number | null> {
  const latest = await findModelConfigVersion(db, of)
  return latest?.sha === sha256 ? latest.version : null
}

/** A file that was put in the place of another one. */
interface PlacedFile {
  /** Puts the other one back, unless somebody has written since. */
  putBack(): Promise<void>
}

/** Writes a text into the workspace. @throws UNAVAILABLE where that can't be */
async function placeFile({ packsDir }: Parts, before: PackFile, text: string): Promise<PlacedFile> {
  const path = inPacks(before.path)
  const at = join(packsDir, path)
  try {
    await replaceFile(packsDir, { path, text })
  } catch (cause) {
    if (cause instanceof SigmaError || !isErrno(cause)) throw cause
    throw new SigmaError('UNAVAILABLE', `${before.path} cannot be written: ${cause.message}`, {
      next: 'see that packs/ of the workspace can be written; nothing was changed',
      cause,
    })
  }
  return {
    async putBack() {
      if ((await readFile(at, 'utf8')) !== text) return
      if (before.origin === 'workspace') await replaceFile(packsDir, { path, text: before.text })
      else await removeAll([at])
    },
  }
}

/** A config as it stands in its file, or as a version of it has it. */
export interface ReadConfig {
  config: Fields
  text: string
  sha: string
  path: string
  /** Null for a file that is no version: one that was never changed here, or was edited by hand since. */
  version: number | null
}

/** @throws NOT_FOUND for an unknown model, pack or version; INVALID_PARAM for a file that is faulty */
export async function readModelConfig(
  parts: Parts,
  { modelId, packId, version }: { modelId: string; packId?: string; version?: number },
): Promise<ReadConfig> {
  if (version === undefined) {
    const { packId: home, config, files } = await parts.packs.model(modelId, packId)
    const { path, text, sha256 } = files.modelConfig
    const inForce = await versionOf(parts.db, { packId: home, modelId }, files.modelConfig)
    return { config: config.raw, text, sha: sha256, path, version: inForce }
  }
  const { packId: home, file } = await parts.packFiles.modelFile(modelId, packId)
  const found = await findModelConfigVersion(parts.db, { packId: home, modelId }, version)
  if (!found)
    throw new SigmaError('NOT_FOUND', `the config of ${modelId} has no version ${version}`, {
      next: `sigma models versions ${modelId}`,
    })
  const { text, sha } = found
  return { config: readDocumentFile(file.path, text), text, sha, path: file.path, version }
}

/** A version of a list, and whether it is what the file says. */
export interface ListedVersion extends ModelConfigVersion {
  isInForce: boolean
}

/** The latest first. A config that was never changed here has none. @throws NOT_FOUND for an unknown model or pack */
export async function listConfigVersions(
  parts: Parts,
  { modelId, packId }: { modelId: string; packId?: string },
  page: Page,
): Promise<Listed<ListedVersion>> {
  const { packId: home, file } = await parts.packFiles.modelFile(modelId, packId)
  const latest = await findModelConfigVersion(parts.db, { packId: home, modelId })
  const { rows, total } = await listModelConfigVersions(parts.db, { packId: home, modelId }, page)
  const isInForce = ({ version, sha }: ModelConfigVersion): boolean =>
    version === latest?.version && sha === file.sha256
  return { rows: rows.map((row) => ({ ...row, isInForce: isInForce(row) })), total }
}

/** Keeps the config of a model that was just made, so that who made it, and of what, is told beside all later versions. */
export async function keepFirstVersion(parts: Parts, of: ModelName, file: PackFile): Promise<void> {
  const { sha256: sha, text } = file
  await inTransaction(parts.db, { locks: [lockOf(of)] }, async (db) => {
    // There may have been one of its name, whose files were removed.
    const latest = await findModelConfigVersion(db, of)
    await insertModelConfigVersion(db, {
      ...{ ...of, version: (latest?.version ?? 0) + 1, text, sha },
      changes: differences(latest && documentOf(latest.text), latest && documentOf(text)),
      createdAt: parts.now().toISOString(),
      createdBy: currentUser(),
    })
  })
}
