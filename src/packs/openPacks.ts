import { createHash } from 'node:crypto'
import { describeNeeds } from '../core/bars/marketData.ts'
import { type FileFault, filesAreFaulty } from './faults.ts'
import { type IndicatorSet, inspectIndicatorSet, readSetDocument } from './indicatorSet.ts'
import {
  inspectPack,
  modelIds,
  type PackOptions,
  packIds,
  packOfModel,
  packSources,
  unknownModel,
} from './lookup.ts'
import { needsOf } from './modelConfig.ts'
import type { Pack } from './pack.ts'
import {
  checkId,
  listPackFolders,
  listStems,
  type PackFile,
  type PackLayer,
  readPackFile,
} from './packFile.ts'
import { type PolicyFile, readPolicyFile } from './policyFile.ts'
import { type InspectedModel, inspectModel, type ResolvedModel } from './resolveModel.ts'
import { readDocument, readTemplates, type Template, theTemplate } from './templates.ts'

interface PackSummary {
  id: string
  /** pack.yaml as it stands; empty when it can't be read. */
  meta: Record<string, unknown>
  /** Where its pack.yaml stands. */
  origin: PackLayer['origin']
  faults: FileFault[]
}

/** An indicator set in a list. How many indicators it has, and its version, are absent when its file is faulty. */
interface SetSummary {
  name: string
  indicators?: number
  version?: number
}

/** Where the config of a model stands, and what it says. */
interface ModelFile {
  packId: string
  modelId: string
  file: PackFile
}

/** A model in a list. What its files say is null when they are faulty. */
interface ModelSummary {
  packId: string
  modelId: string
  ticker: string | null
  assetType: string | null
  horizon: string | null
  cadence: string | null
  source: string | null
  /** What its matrix is made of beside bars, in words. */
  needs: string[]
  faults: FileFault[]
}

/** The packs of an installation and of a workspace, read anew at each call, so that an edited file counts at once. */
export interface Packs {
  /** In alphabetical order. */
  ids(): Promise<string[]>
  list(): Promise<PackSummary[]>
  get(packId: string): Promise<Pack>
  models(packId?: string): Promise<ModelSummary[]>
  /** The names alone, which no file has to be read for. */
  modelIds(packId: string): Promise<string[]>
  /** Without a pack the model is found by itself when only one pack has it. */
  model(modelId: string, packId?: string): Promise<ResolvedModel>
  /** A model's config as it stands, faulty or not. @throws NOT_FOUND for an unknown pack or model */
  modelFile(modelId: string, packId?: string): Promise<ModelFile>
  /** A model whose config would be another text, by the checks of those that stand in files; undefined where it has faults. */
  readModel(packId: string, modelId: string, text: string): Promise<InspectedModel>
  indicatorSets(packId: string): Promise<SetSummary[]>
  indicatorSet(packId: string, name: string): Promise<IndicatorSet>
  /** A set that stands in no file yet, by the checks of those that do; undefined where it has faults. */
  readIndicatorSet(
    packId: string,
    name: string,
    document: object,
  ): Promise<{ set: IndicatorSet | undefined; faults: FileFault[] }>
  templates(packId?: string): Promise<Template[]>
  template(templateId: string, packId?: string): Promise<Template>
  /** A template that stands in no file, by the checks of those that do; undefined where it can't be read. */
  readTemplate(
    packId: string,
    templateId: string,
    document: object,
  ): Promise<{ template: Template | undefined; faults: FileFault[] }>
  /** The policy's file, faulty or not; null when the model has none. */
  policyFile(packId: string, modelId: string): Promise<PolicyFile | null>
  /** Every fault of every file; with `workspace` of the packs that the workspace has files of. */
  faults(which?: 'all' | 'workspace'): Promise<FileFault[]>
}

/**
 * Opens the packs that come with Sigma and those of a workspace. Where both have a file of a pack, the workspace's wins.
 * Unknown packs, models, sets and templates are NOT_FOUND naming the nearest; faulty files are INVALID_PARAM with
 * every fault and its line.
 */
export function openPacks(options: PackOptions): Packs {
  const sources = packSources(options)
  const { layers } = sources

  async function get(packId: string): Promise<Pack> {
    const { pack, faults } = await inspectPack(sources, packId)
    if (!pack) throw filesAreFaulty(faults)
    return pack
  }

  async function inspect(packId: string, modelId: string, inspected = inspectPack(sources, packId)) {
    const { pack, faults } = await inspected
    if (!pack) return { model: undefined, faults }
    const file = await readPackFile(layers, packId, modelPath(modelId))
    if (!file) throw await unknownModel(sources, modelId, packId)
    return inspectModel(layers, pack, modelId, file)
  }

  async function modelFile(modelId: string, home?: string): Promise<ModelFile> {
    checkId('model_id', modelId)
    if (home !== undefined) await inspectPack(sources, home)
    const packId = home ?? (await packOfModel(sources, modelId))
    const file = await readPackFile(layers, packId, modelPath(modelId))
    if (!file) throw await unknownModel(sources, modelId, packId)
    return { packId, modelId, file }
  }

  async function modelsOf(packId: string): Promise<ModelSummary[]> {
    const ids = await modelIds(sources, packId)
    const pack = inspectPack(sources, packId)
    await pack
    return Promise.all(ids.map(async (id) => summaryOf(packId, id, await inspect(packId, id, pack))))
  }

  async function templates(packId?: string): Promise<Template[]> {
    const packs = packId === undefined ? await packIds(sources) : [(await get(packId)).id]
    const read = await Promise.all(packs.map((id) => readTemplates(layers, id)))
    const faults = read.flatMap((each) => each.faults)
    if (faults.length > 0) throw filesAreFaulty(faults)
    return read.flatMap((each) => each.templates)
  }

  async function faultsOf(packId: string): Promise<FileFault[]> {
    const { faults } = await inspectPack(sources, packId)
    const sets = await listStems(layers, packId, 'indicator_sets')
    const policies = await listStems(layers, packId, 'policy_templates')
    const found = await Promise.all([
      modelsOf(packId).then((models) => models.flatMap((model) => model.faults)),
      readTemplates(layers, packId).then((read) => read.faults),
      ...sets.map(async (name) => (await inspectIndicatorSet(layers, packId, name)).faults),
      ...policies.map(async (id) => (await readPolicyFile(layers, packId, id))?.faults ?? []),
    ])
    return [...faults, ...found.flat()]
  }

  return {
    get,
    templates,
    ids: () => packIds(sources),
    async list() {
      const ids = await packIds(sources)
      return Promise.all(
        ids.map(async (id) => {
          const { meta, origin, faults } = await inspectPack(sources, id)
          return { id, meta, origin, faults }
        }),
      )
    },
    async models(packId) {
      const packs = packId === undefined ? await packIds(sources) : [(await get(packId)).id]
      return (await Promise.all(packs.map(modelsOf))).flat()
    },
    modelIds: (packId) => modelIds(sources, packId),
    async model(modelId, packId) {
      checkId('model_id', modelId)
      const { model, faults } = await inspect(packId ?? (await packOfModel(sources, modelId)), modelId)
      if (!model) throw filesAreFaulty(faults)
      return model
    },
    modelFile,
    async readModel(packId, modelId, text) {
      const { pack, faults } = await inspectPack(sources, packId)
      if (!pack) return { model: undefined, faults }
      const sha256 = createHash('sha256').update(text).digest('hex')
      const path = `packs/${packId}/${modelPath(modelId)}`
      return inspectModel(layers, pack, modelId, { path, origin: 'workspace', text, sha256 })
    },
    async indicatorSets(packId) {
      await get(packId)
      const names = await listStems(layers, packId, 'indicator_sets')
      return Promise.all(
        names.map(async (name) => {
          const { set } = await inspectIndicatorSet(layers, packId, name)
          return { name, ...(set && { indicators: set.indicators.length, version: set.version }) }
        }),
      )
    },
    async indicatorSet(packId, name) {
      await get(packId)
      const { set, faults } = await inspectIndicatorSet(layers, packId, name)
      if (!set) throw filesAreFaulty(faults)
      return set
    },
    async readIndicatorSet(packId, name, document) {
      await get(packId)
      return readSetDocument(packId, name, document)
    },
    async template(templateId, packId) {
      return theTemplate(await templates(packId), templateId)
    },
    async readTemplate(packId, templateId, document) {
      const { pack, faults } = await inspectPack(sources, packId)
      if (!pack) return { template: undefined, faults }
      return readDocument(layers, packId, templateId, document)
    },
    async policyFile(packId, modelId) {
      await get(packId)
      checkId('model_id', modelId)
      return readPolicyFile(layers, packId, modelId)
    },
    async faults(which = 'all') {
      const own = await listPackFolders(layers.filter(({ origin }) => which === 'all' || origin === which))
      const ids = (await packIds(sources)).filter((id) => own.includes(id))
      const all = (await Promise.all(ids.map(faultsOf))).flat()
      // a file may be read for several models
      return [...new Map(all.map((fault) => [JSON.stringify(fault), fault])).values()]
    },
  }
}

const modelPath = (modelId: string): string => `model_configs/${modelId}.yaml`

function summaryOf(packId: string, modelId: string, { model, faults }: InspectedModel): ModelSummary {
  const config = model?.config
  return {
    packId,
    modelId,
    ticker: config?.ticker ?? null,
    assetType: config?.assetType ?? null,
    horizon: config?.horizon ?? null,
    cadence: config?.cadence ?? null,
    source: config?.source ?? null,
    needs: config === undefined ? [] : describeNeeds(needsOf(config)),
    faults,
  }
}
