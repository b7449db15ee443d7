import { stringify } from 'yaml'
import { type FieldError, invalidParam, SigmaError } from '../core/errors.ts'
import { canonicalJson } from '../core/lineage/canonicalJson.ts'
import type { IndicatorSet } from '../packs/indicatorSet.ts'
import { makeFolderOf, replaceFile } from '../packs/writeFiles.ts'
import { putIndicatorSet as keepVersion, listSetVersions } from '../store/definitions.ts'
import { inTransaction } from '../store/transaction.ts'
import { administer } from './administer.ts'
import type { Parts } from './parts.ts'

/** An indicator set in a list. */
export interface ListedSet {
  packId: string
  name: string
  /** The model whose set it is; null for one of the whole pack. */
  modelId: string | null
  /** Names in its order; null for a set whose file is faulty. */
  indicators: string[] | null
  version: number | null
}

/** The sets of every pack, or of one: by pack, in the order of names. @throws NOT_FOUND for an unknown pack */
export async function listIndicatorSets(
  { packs }: Pick<Parts, 'packs'>,
  packId?: string,
): Promise<ListedSet[]> {
  const listed: ListedSet[] = []
  for (const id of packId === undefined ? await packs.ids() : [packId]) {
    const models = new Set((await packs.models(id)).map(({ modelId }) => modelId))
    for (const { name, version } of await packs.indicatorSets(id)) {
      const set = version === undefined ? null : await packs.indicatorSet(id, name)
      listed.push({
        packId: id,
        name,
        modelId: models.has(name) ? name : null,
        indicators: set?.indicators.map((indicator) => indicator.name) ?? null,
        version: version ?? null,
      })
    }
  }
  return listed
}

/** A set to be written. */
export interface SetRequest {
  packId: string
  scope: 'pack' | 'model'
  /** Of a set of a model, whose id names its file. */
  modelId?: string
  /** Of a set of the whole pack, whose file it names. */
  name?: string
  description?: string
  indicators: readonly unknown[]
  /** The next one when absent. */
  version?: number
}

interface WrittenSet {
  /** Below the workspace, as users name it. */
  path: string
  version: number
  indicators: number
}

/**
 * Keeps a version of a set in the store, and then writes it into the workspace's packs, so that no set is in force that the
 * audit does not know. Where there is a set of its name, of the workspace or of Sigma, it is the next version of that; what
 * says the same changes nothing, but stores and writes what was not yet.
 *
 * @param isNew whether there may be none of its name
 * @throws INVALID_PARAM with every bad indicator; NOT_FOUND for an unknown pack or model; CONFLICT for a name that is taken,
 *   and for a version that is not above the one of before; UNAVAILABLE when it was stored and could not be written
 */
export async function writeIndicatorSet(
  parts: Parts,
  request: SetRequest,
  { isNew }: { isNew: boolean },
): Promise<WrittenSet> {
  const { packId, scope, indicators, description } = request
  const name = await nameOf(parts, request)
  const path = `packs/${packId}/indicator_sets/${name}.yaml`
  const document = (version: number) => ({
    name: request.name ?? name,
    version,
    ...(description !== undefined && { description }),
    indicators: indicators.map(flat),
  })
  const { set, faults } = await parts.packFiles.readIndicatorSet(packId, name, document(1))
  if (!set) throw invalidParam(faults.map(({ field, issue }) => ({ field, issue })))
  const data = dataOf(set)
  const of = { packId, modelId: scope === 'model' ? name : null, name }
  const version = await administer(parts, lockOf(of), async (db, time) => {
    const before = await existing(parts, of)
    if (before && isNew) {
      throw new SigmaError('CONFLICT', `pack ${packId} has an indicator set ${name} already`, {
        next: 'write it as the next version with PUT /indicator_set, or take another name',
      })
    }
    const stored = await listSetVersions(db, of)
    const known = sameVersion(data, { before, latest: stored.at(0), wanted: request.version })
    if (known !== undefined && stored.some((one) => one.version === known))
      return { result: known, audit: null }
    const version = known ?? nextVersion(name, [before, ...stored], request.version)
    // Before anything is stored: a folder that leads out is refused for good.
    if (known === undefined) await makeFolderOf(parts.packsDir, inPacks(path))
    await keepVersion(db, { ...of, id: parts.newId(), version, data, at: time })
    return {
      result: version,
      audit: {
        of: { pack_id: packId, name, version },
        before: before ? { indicators: before.indicators } : null,
        after: { indicators: data.indicators },
      },
    }
  })
  await place(parts, of, { path, version, text: stringify(document(version)) })
  return { path, version, indicators: data.indicators.length }
}

/** Of a set, whichever file or row it stands in. */
interface SetName {
  packId: string
  modelId: string | null
  name: string
}

const lockOf = ({ packId, name }: SetName): string => `indicator set ${packId} ${name}`

const inPacks = (path: string): string => path.slice('packs/'.length)

/** The version that says the same: the one in force, or one that was stored after it and has not been written. */
function sameVersion(
  data: object,
  {
    before,
    latest,
    wanted,
  }: { before?: IndicatorSet; latest?: { version: number; data: object }; wanted?: number },
): number | undefined {
  const isUnwritten = latest !== undefined && latest.version > (before?.version ?? 0)
  if (isUnwritten && (wanted ?? latest.version) === latest.version && saysTheSame(latest.data, data))
    return latest.version
  return wanted === undefined && before && saysTheSame(dataOf(before), data) ? before.version : undefined
}

/** @throws CONFLICT for a version that is not above all there are */
function nextVersion(
  name: string,
  known: readonly ({ version: number } | undefined)[],
  wanted: number | undefined,
): number {
  const latest = Math.max(...known.map((one) => one?.version ?? 0))
  const version = wanted ?? latest + 1
  if (version > latest || known.every((one) => one === undefined)) return version
  throw new SigmaError('CONFLICT', `version ${latest} of ${name} is there already, got ${version}`, {
    next: 'leave the version out for the next one',
  })
}

/** Writes a version that is stored, unless its file is there or one that came after it. */
async function place(
  parts: Parts,
  of: SetName,
  { path, version, text }: { path: string; version: number; text: string },
): Promise<void> {
  try {
    // Under the lock, so that of two that were stored at once the later one is in force.
    await inTransaction(parts.db, { locks: [lockOf(of)] }, async () => {
      const before = await existing(parts, of)
      if (before && before.version >= version) return
      await replaceFile(parts.packsDir, { path: inPacks(path), text })
    })
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new SigmaError(
      'UNAVAILABLE',
      `version ${version} of ${of.name} is stored, but its file ${path} was not written: ${why}`,
      { cause, next: 'see to its folder and repeat the request, which writes that version' },
    )
  }
}

/** The stem of the file of a set. */
async function nameOf({ packFiles }: Parts, { packId, scope, modelId, name }: SetRequest): Promise<string> {
  const models = await packFiles.models(packId)
  const isModel = (id: string) => models.some((model) => model.modelId === id)
  const faults: FieldError[] = []
  if (scope === 'model') {
    if (modelId === undefined) faults.push({ field: 'model_id', issue: 'is missing: whose set is it?' })
    else if (!isModel(modelId))
      throw new SigmaError('NOT_FOUND', `pack ${packId} has no model "${modelId}"`, {
        next: 'sigma models list',
      })
    else return modelId
  } else if (name === undefined) faults.push({ field: 'name', issue: 'is missing' })
  else if (isModel(name))
    faults.push({ field: 'scope', issue: `${name} is a model: its set is of scope model` })
  else return name
  throw invalidParam(faults)
}

async function existing({ packFiles }: Parts, { packId, name }: SetName): Promise<IndicatorSet | undefined> {
  const listed = await packFiles.indicatorSets(packId)
  return listed.some((set) => set.name === name) ? packFiles.indicatorSet(packId, name) : undefined
}

/** As the store has it. */
const dataOf = ({ title, description, indicators }: IndicatorSet) => ({ title, description, indicators })

const saysTheSame = (one: object, other: object): boolean => canonicalJson(one) === canonicalJson(other)

/** As files have it: the name and the parameters side by side. Requests may say `indicator` for the name. */
function flat(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || !('indicator' in item) || 'name' in item) return item
  const { indicator, ...rest } = item
  return { name: indicator, ...rest }
}
