import { stringify } from 'yaml'
import { type FieldError, invalidParam, SigmaError } from '../core/errors.ts'
import { canonicalJson } from '../core/lineage/canonicalJson.ts'
import type { IndicatorSet } from '../packs/indicatorSet.ts'
import { replaceFile } from '../packs/writeFiles.ts'
import { putIndicatorSet as keepVersion } from '../store/definitions.ts'
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
 * Writes a set into the workspace's packs, and keeps the version in the store. Where there is a set of its name, of the
 * workspace or of Sigma, it is the next version of that; what says the same changes nothing.
 *
 * @param isNew whether there may be none of its name
 * @throws INVALID_PARAM with every bad indicator; NOT_FOUND for an unknown pack or model; CONFLICT for a name that is taken,
 *   and for a version that is not above the one of before
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
  return administer(parts, `indicator set ${packId} ${name}`, async (db, time) => {
    const before = await existing(parts, packId, name)
    if (before && isNew) {
      throw new SigmaError('CONFLICT', `pack ${packId} has an indicator set ${name} already`, {
        next: 'write it as the next version with PUT /indicator_set, or take another name',
      })
    }
    const count = set.indicators.length
    if (before && request.version === undefined && saysTheSame(before, set))
      return { result: { path, version: before.version, indicators: count }, audit: null }
    const version = request.version ?? (before?.version ?? 0) + 1
    if (before && version <= before.version) {
      throw new SigmaError(
        'CONFLICT',
        `version ${before.version} of ${name} is there already, got ${version}`,
        {
          next: 'leave the version out for the next one',
        },
      )
    }
    const { title, description: said, indicators: asked } = set
    const data = { title, description: said, indicators: asked }
    const modelId = scope === 'model' ? name : null
    await keepVersion(db, { id: parts.newId(), packId, modelId, name, version, data, at: time })
    // Last of all: what the transaction undoes, nobody has read.
    await replaceFile(parts.packsDir, {
      path: path.slice('packs/'.length),
      text: stringify(document(version)),
    })
    return {
      result: { path, version, indicators: count },
      audit: {
        of: { pack_id: packId, name, version },
        before: before ? { indicators: before.indicators } : null,
        after: { indicators: asked },
      },
    }
  })
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

async function existing(
  { packFiles }: Parts,
  packId: string,
  name: string,
): Promise<IndicatorSet | undefined> {
  const listed = await packFiles.indicatorSets(packId)
  return listed.some((set) => set.name === name) ? packFiles.indicatorSet(packId, name) : undefined
}

const saysTheSame = (one: IndicatorSet, other: IndicatorSet): boolean =>
  canonicalJson([one.title, one.description, one.indicators]) ===
  canonicalJson([other.title, other.description, other.indicators])

/** As files have it: the name and the parameters side by side. Requests may say `indicator` for the name. */
function flat(item: unknown): unknown {
  if (typeof item !== 'object' || item === null || !('indicator' in item) || 'name' in item) return item
  const { indicator, ...rest } = item
  return { name: indicator, ...rest }
}
