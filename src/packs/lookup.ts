import { resolve } from 'node:path'
import { SigmaError } from '../core/errors.ts'
import { didYouMean } from '../core/nearest.ts'
import { isMap } from '../core/policy/unwrap.ts'
import { parseYaml } from '../yaml/yamlDocument.ts'
import { checkPackFile } from './checkPackFile.ts'
import type { FileFault } from './faults.ts'
import { type Pack, packOf } from './pack.ts'
import {
  checkId,
  listPackFolders,
  listStems,
  type PackFile,
  type PackLayer,
  readFileAs,
  readPackFile,
} from './packFile.ts'

/** Where packs are read from. */
export interface PackOptions {
  /** The packs that come with Sigma: a folder with a folder per pack. */
  builtinDir: string
  /** The packs of the workspace, if it has any. */
  workspaceDir?: string
  /** sigma.yaml, whose `packs:` may replace limits and defaults. */
  settingsFile?: string
}

export interface PackSources {
  /** The workspace's folder first, when there is one. */
  layers: PackLayer[]
  settingsFile: string | undefined
}

export function packSources({ builtinDir, workspaceDir, settingsFile }: PackOptions): PackSources {
  const builtin: PackLayer = { origin: 'builtin', dir: resolve(builtinDir) }
  // in a checkout of Sigma the packs of the workspace are the built-in ones
  const own =
    workspaceDir === undefined || resolve(workspaceDir) === builtin.dir ? [] : [resolve(workspaceDir)]
  return { layers: [...own.map((dir): PackLayer => ({ origin: 'workspace', dir })), builtin], settingsFile }
}

/** The folders with a pack.yaml in any layer, in alphabetical order. */
export async function packIds({ layers }: PackSources): Promise<string[]> {
  const folders = await listPackFolders(layers)
  const files = await Promise.all(folders.map((id) => readPackFile(layers, id, 'pack.yaml')))
  return folders.filter((_, index) => files[index] !== undefined)
}

/** A pack, or every fault of its pack.yaml and of sigma.yaml; an unknown id is thrown as NOT_FOUND. */
export async function inspectPack(
  sources: PackSources,
  packId: string,
): Promise<{
  pack: Pack | undefined
  meta: Record<string, unknown>
  origin: PackLayer['origin']
  faults: FileFault[]
}> {
  checkId('pack_id', packId)
  const file = await readPackFile(sources.layers, packId, 'pack.yaml')
  if (!file) throw await unknownPack(sources, packId)
  const checked = await checkPackFile(file, 'pack')
  const settings = await readSettings(sources)
  const faults = [...checked.faults, ...(settings?.faults ?? [])]
  if (checked.value && checked.value.id !== packId) {
    faults.push(
      checked.faultAt(['id'], `expected ${packId}, the name of its folder, got ${checked.value.id}`),
    )
  }
  const meta = isMap(checked.document) ? checked.document : {}
  const override = settings?.value?.packs?.[packId]
  const pack = checked.value && faults.length === 0 ? packOf(checked.value, file, meta, override) : undefined
  return { pack, meta, origin: file.origin, faults }
}

async function readSettings({ settingsFile }: PackSources) {
  const file = settingsFile && (await readFileAs(settingsFile, 'sigma.yaml', 'workspace'))
  return file && saysOfPacks(file) ? checkPackFile(file, 'workspace') : undefined
}

const known = new Map<string, boolean>()

/** Whether a sigma.yaml has a part about packs, or a fault. Most have none, and need no schema to be loaded. */
function saysOfPacks({ text, sha256 }: PackFile): boolean {
  let says = known.get(sha256)
  if (says === undefined) {
    const { value, faults } = parseYaml(text)
    const isSilent = value == null || (isMap(value) && value.packs == null)
    says = faults.length > 0 || !isSilent
    known.set(sha256, says)
  }
  return says
}

async function unknownPack(sources: PackSources, packId: string): Promise<SigmaError> {
  const folders = await listPackFolders(sources.layers)
  const hasModels = (await listStems(sources.layers, packId, 'model_configs')).length > 0
  if (folders.includes(packId) && hasModels) {
    return new SigmaError('NOT_FOUND', `packs/${packId} has models but no pack.yaml`, {
      next: `write packs/${packId}/pack.yaml after the example of a built-in pack`,
    })
  }
  return new SigmaError(
    'NOT_FOUND',
    `unknown pack "${packId}"${didYouMean(packId, await packIds(sources))}`,
    {
      next: 'sigma packs list',
    },
  )
}

export function modelIds({ layers }: PackSources, packId: string): Promise<string[]> {
  return listStems(layers, packId, 'model_configs')
}

async function homesOf(sources: PackSources, modelId: string): Promise<string[]> {
  const ids = await packIds(sources)
  const models = await Promise.all(ids.map((id) => modelIds(sources, id)))
  return ids.filter((_, index) => models[index].includes(modelId))
}

/** The one pack that has a model. None is NOT_FOUND, several are INVALID_PARAM listing them. */
export async function packOfModel(sources: PackSources, modelId: string): Promise<string> {
  const homes = await homesOf(sources, modelId)
  if (homes.length === 0) throw await unknownModel(sources, modelId)
  if (homes.length === 1) return homes[0]
  throw ambiguous('model', modelId, homes)
}

export function ambiguous(kind: string, id: string, homes: readonly string[]): SigmaError {
  const issue = `${id} is a ${kind} of ${homes.join(' and ')}: say which pack is meant`
  return new SigmaError('INVALID_PARAM', issue, {
    details: { field_errors: [{ field: 'pack_id', issue }], packs: homes },
    next: `--pack ${homes[0]}`,
  })
}

/** NOT_FOUND for a model, naming the pack that does have it or the nearest model. */
export async function unknownModel(
  sources: PackSources,
  modelId: string,
  packId?: string,
): Promise<SigmaError> {
  const homes = packId === undefined ? [] : await homesOf(sources, modelId)
  if (homes.length > 0) {
    return new SigmaError('NOT_FOUND', `pack ${packId} has no model "${modelId}"; ${homes.join(', ')} has`, {
      next: `name the pack ${homes[0]}, or none`,
    })
  }
  const searched = packId === undefined ? await packIds(sources) : [packId]
  const known = (await Promise.all(searched.map((id) => modelIds(sources, id)))).flat()
  const where = packId === undefined ? '' : ` in pack ${packId}`
  return new SigmaError('NOT_FOUND', `unknown model "${modelId}"${where}${didYouMean(modelId, known)}`, {
    next: 'sigma models list',
  })
}
