import { join } from 'node:path'
import { stringify } from 'yaml'
import { policyFaults } from '../core/policy/faults.ts'
import { createModel as createInPacks } from '../packs/createModel.ts'
import { removeAll } from '../packs/writeFiles.ts'
import { tellChanged } from './changes.ts'
import { keepFirstVersion } from './modelConfigs.ts'
import type { Parts } from './parts.ts'
import { findPolicyOf } from './policies.ts'
import { resolveSubject, type Subject } from './subject.ts'

export type { Template } from '../packs/templates.ts'

/** Writes a model into the workspace's packs, from a template or from a ticker. */
export async function createModel(parts: Parts, request: unknown) {
  const { packs, packsDir } = parts
  const created = await createInPacks(packs, packsDir, request)
  const { packId, modelId, files } = created.model
  try {
    await keepFirstVersion(parts, { packId, modelId }, files.modelConfig)
  } catch (error) {
    // what no version is kept of is not made
    await removeAll(created.files.map((file) => join(packsDir, file.slice('packs/'.length))))
    throw error
  }
  tellChanged('files', null, created.files)
  return { ...created, lineage: snapshotOf(await resolveSubject(parts, { modelId, packId })) }
}

/** A model as its files and its policy in force have it. */
export async function modelDetail(parts: Parts, modelId: string, packId?: string) {
  const subject = await resolveSubject(parts, { modelId, ...(packId !== undefined && { packId }) })
  const { model } = subject
  if (!model) throw new Error('a model was named')
  const found = await findPolicyOf(parts, model.packId, model.modelId)
  const faults = found ? policyFaults(found.document) : []
  return {
    model_id: model.modelId,
    pack_id: model.packId,
    config: model.config.raw,
    config_yaml: stringify(model.config.raw),
    indicator_set: model.indicatorSet?.name ?? null,
    indicators: model.config.indicators.map(({ name, params }) => ({ name, params })),
    policy: subject.policy,
    policy_json: subject.policy && JSON.stringify(subject.policy),
    policy_source: found ? found.source : ('missing' as const),
    policy_valid: faults.length === 0,
    policy_errors: faults.map(({ field, issue }) => `${field}: ${issue}`),
    execution_effective: subject.execution,
    risk_profile: subject.riskProfile,
    risk_budget: subject.budget,
    lineage: snapshotOf(subject),
  }
}

/** What a model is made of at this moment: the hashes of its files, its profile, and the template that it was made from. */
function snapshotOf({ model, lineage }: Subject) {
  const { id: template_id = null, version: template_version = null } = model?.config.template ?? {}
  return { ...lineage, template_id, template_version }
}
