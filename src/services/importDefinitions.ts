import type { Kysely } from 'kysely'
import { canonicalJson } from '../core/lineage/canonicalJson.ts'
import { normalisePolicy, type Policy } from '../core/policy/policy.ts'
import { filesAreFaulty } from '../packs/faults.ts'
import {
  type ModelDefinition,
  type PackDefinition,
  putIndicator,
  putIndicatorSet,
  putModelConfig,
  putPack,
  type SetDefinition,
  type Stored,
} from '../store/definitions.ts'
import { listPolicyVersions, putPolicy } from '../store/policies.ts'
import type { Database } from '../store/schema.ts'
import { inTransaction } from '../store/transaction.ts'
import { tellChanged } from './changes.ts'
import { describeIndicator, listIndicators } from './indicators.ts'
import type { Parts } from './parts.ts'

type DefinitionKind = 'indicator' | 'pack' | 'model_config' | 'indicator_set' | 'policy'

/** One file of a pack, and what copying it to the database did, or would do. */
export interface ImportedDefinition {
  kind: DefinitionKind
  /** Null for an indicator, which belongs to none. */
  packId: string | null
  /** Of the indicator, the pack, the model or the set. */
  name: string
  /** `kept`: the file's policy was stored before, and another one since, which stays in force. */
  stored: Stored | 'kept'
  /** Of a policy: the stored version, which is in force from then on. */
  version: number | null
}

interface Definitions {
  pack: PackDefinition
  models: ModelDefinition[]
  sets: SetDefinition[]
  policies: { packId: string; modelId: string; policy: Policy; at: string }[]
}

/**
 * Copies packs, model configs, indicator sets and policies from their files to the database, and with all packs the
 * registry of indicators too; all or nothing. What is there already is left as it is, so that doing it again changes nothing. A policy that is none of the model's stored versions
 * becomes its next one.
 *
 * @param packId null for all packs
 * @param dryRun tells what would be stored, and stores nothing
 * @throws INVALID_PARAM with every fault of the files; NOT_FOUND for an unknown pack
 */
export async function importDefinitions(
  parts: Parts,
  { packId, dryRun }: { packId: string | null; dryRun: boolean },
): Promise<ImportedDefinition[]> {
  const ids = packId === null ? await parts.packFiles.ids() : [packId]
  const definitions: Definitions[] = []
  for (const id of ids) definitions.push(await readDefinitions(parts, id))
  try {
    return await inTransaction(parts.db, { locks: ['definitions'] }, async (trx) => {
      const stored = packId === null ? await storeIndicators(trx) : []
      for (const one of definitions) stored.push(...(await store(trx, one)))
      if (dryRun) throw new Undone(stored)
      const changed = stored.filter((one) => one.stored === 'new' || one.stored === 'changed')
      if (changed.length > 0) tellChanged('definitions', null, changed)
      return stored
    })
  } catch (error) {
    if (error instanceof Undone) return error.stored
    throw error
  }
}

/** Undoes a transaction that was only to show what it does. */
class Undone extends Error {
  readonly stored: ImportedDefinition[]
  constructor(stored: ImportedDefinition[]) {
    super('undone')
    this.stored = stored
  }
}

async function readDefinitions(
  { packFiles: packs, now, newId }: Parts,
  packId: string,
): Promise<Definitions> {
  const pack = await packs.get(packId)
  const models = await packs.models(packId)
  const faults = models.flatMap((model) => model.faults)
  if (faults.length > 0) throw filesAreFaulty(faults)
  const at = now().toISOString()
  const definitions: Definitions = {
    pack: { id: packId, meta: pack.meta, sha: pack.file.sha256, at },
    models: [],
    sets: [],
    policies: [],
  }
  for (const { modelId } of models) {
    const { config, files, policy } = await packs.model(modelId, packId)
    definitions.models.push({ packId, modelId, config: config.raw, sha: files.modelConfig.sha256, at })
    if (policy) definitions.policies.push({ packId, modelId, policy, at })
  }
  const ofModels = new Set(models.map(({ modelId }) => modelId))
  for (const { name } of await packs.indicatorSets(packId)) {
    const { title, version, description, indicators } = await packs.indicatorSet(packId, name)
    const data = { title, description, indicators }
    const modelId = ofModels.has(name) ? name : null
    definitions.sets.push({ id: newId(), packId, modelId, name, version, data, at })
  }
  return definitions
}

async function storeIndicators(db: Kysely<Database>): Promise<ImportedDefinition[]> {
  const done: ImportedDefinition[] = []
  for (const { name, version, category, subcategory, params, doc } of listIndicators().map(({ name }) =>
    describeIndicator(name),
  )) {
    const defaults = Object.fromEntries(params.map((param) => [param.name, param.default ?? null]))
    const stored = await putIndicator(db, { name, version, category, subcategory, params: defaults, doc })
    done.push({ kind: 'indicator', packId: null, name, stored, version: null })
  }
  return done
}

async function store(
  db: Kysely<Database>,
  { pack, models, sets, policies }: Definitions,
): Promise<ImportedDefinition[]> {
  const done: ImportedDefinition[] = []
  const add = (
    kind: DefinitionKind,
    name: string,
    stored: ImportedDefinition['stored'],
    version: number | null = null,
  ) => done.push({ kind, packId: pack.id, name, stored, version })
  add('pack', pack.id, await putPack(db, pack))
  for (const model of models) add('model_config', model.modelId, await putModelConfig(db, model))
  for (const set of sets) add('indicator_set', set.name, await putIndicatorSet(db, set))
  for (const { packId, modelId, policy, at } of policies) {
    const versions = await listPolicyVersions(db, packId, modelId)
    const [latest] = versions
    const known = versions.find(
      (stored) => canonicalJson(normalisePolicy(stored.policy)) === canonicalJson(policy),
    )
    if (known) {
      add('policy', modelId, known === latest ? 'same' : 'kept', latest.version)
      continue
    }
    const { version } = await putPolicy(db, { packId, modelId, policy, createdAt: at }, { bump: true })
    add('policy', modelId, latest ? 'changed' : 'new', version)
  }
  return done
}
