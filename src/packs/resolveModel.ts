import { SigmaError } from '../core/errors.ts'
import { type BandRule, type LabelSpec, parseBand, parseLabel } from '../core/labels/index.ts'
import { didYouMean } from '../core/nearest.ts'
import { normalisePolicy, type Policy } from '../core/policy/policy.ts'
import { checkPackFile } from './checkPackFile.ts'
import type { CheckedFile, FileFault } from './faults.ts'
import { readFeatures } from './features.ts'
import { checkIndicators, distinct } from './indicatorCheck.ts'
import { hyperparametersOf, isSameDay, type ModelConfig } from './modelConfig.ts'
import { disagreements, isUniverse, parseModelId } from './modelId.ts'
import type { Pack } from './pack.ts'
import { isId, listStems, type PackFile, type PackLayer, readPackFile } from './packFile.ts'
import { type PolicyFile, readPolicyFile } from './policyFile.ts'
import type { IndicatorSetFile } from './schemas/indicatorSet.ts'
import type { ModelConfigFile } from './schemas/modelConfig.ts'

/** Everything that a build, a training or a backtest has to know about a model. */
export interface ResolvedModel {
  packId: string
  modelId: string
  pack: Pack
  config: ModelConfig
  /** The set its indicators come from; null when the config lists them itself. */
  indicatorSet: { name: string; version: number; description: string } | null
  /** Null when the model has no policy. */
  policy: Policy | null
  files: { pack: PackFile; modelConfig: PackFile; indicatorSet: PackFile | null; policy: PackFile | null }
  /** SHA-256 of each file's bytes; null where there is no such file. */
  lineage: {
    pack_sha: string
    indicator_set_sha: string | null
    model_config_sha: string
    policy_sha: string | null
  }
  warnings: string[]
}

/** A model, or every fault of its files; `model` is undefined exactly when there are faults. */
export interface InspectedModel {
  model: ResolvedModel | undefined
  faults: FileFault[]
}

/** Reads and checks all files of a model; `file` is its config. */
export async function inspectModel(
  layers: readonly PackLayer[],
  pack: Pack,
  modelId: string,
  file: PackFile,
): Promise<InspectedModel> {
  const config = await checkPackFile(file, 'model')
  const set = await findIndicatorSet(layers, pack, modelId, config)
  const policy = await readPolicyFile(layers, pack.id, modelId)
  const label = config.value ? labelOf(config.value, config, pack) : undefined
  const kind = config.value && kindOf(config.value, pack, modelId)
  const indicators = config.value && kind ? indicatorsOf(config.value, kind, config, set.checked) : undefined
  const faults = [
    ...config.faults,
    ...disagreements(modelId, config.value ?? {}).map(({ field, issue }) => config.faultAt([field], issue)),
    ...(set.checked?.faults ?? []),
    ...set.faults,
    ...(label?.faults ?? []),
    ...(indicators?.faults ?? []),
    ...(policy?.faults ?? []),
  ]
  if (faults.length > 0 || !config.value || !kind || !label || !indicators)
    return { model: undefined, faults }
  const model: ResolvedModel = {
    packId: pack.id,
    modelId,
    pack,
    config: configOf(config.value, { pack, modelId, kind, label, indicators, raw: mapOf(config.document) }),
    indicatorSet: set.checked?.value ? describeSet(set.checked.value, set.name) : null,
    policy: policy && normalisePolicy(policy.document),
    ...filesOf(pack, file, set.checked?.file ?? null, policy),
    warnings: warningsOf(config.value, modelId),
  }
  return { model, faults }
}

interface FoundSet {
  checked: CheckedFile<IndicatorSetFile> | null
  name: string
  faults: FileFault[]
}

/** The set of the model's own name, else the one its config names, else the pack's. */
async function findIndicatorSet(
  layers: readonly PackLayer[],
  pack: Pack,
  modelId: string,
  config: CheckedFile<ModelConfigFile>,
): Promise<FoundSet> {
  const named = config.value?.indicator_set
  const candidates = named === undefined ? [modelId] : [modelId, named]
  for (const name of candidates) {
    const file = isId(name) ? await readPackFile(layers, pack.id, `indicator_sets/${name}.yaml`) : undefined
    if (file) return { checked: await checkPackFile(file, 'indicators'), name, faults: [] }
  }
  if (named !== undefined) {
    const known = await listStems(layers, pack.id, 'indicator_sets')
    const issue = `${pack.id} has no set ${JSON.stringify(named)}${didYouMean(named, known)}`
    return { checked: null, name: named, faults: [config.faultAt(['indicator_set'], issue)] }
  }
  const file = await readPackFile(layers, pack.id, 'indicator_set.yaml')
  return { checked: file ? await checkPackFile(file, 'indicators') : null, name: pack.id, faults: [] }
}

interface ReadLabel {
  spec: LabelSpec
  band: BandRule | null
  faults: FileFault[]
}

function labelOf(
  config: ModelConfigFile,
  { faultAt }: CheckedFile<ModelConfigFile>,
  { defaults }: Pack,
): ReadLabel {
  const named = config.label !== undefined || config.labels !== undefined
  const given = named ? { label: config.label, labels: config.labels } : { label: defaults.label }
  try {
    return { spec: parseLabel(given), band: parseBand(given), faults: [] }
  } catch (error) {
    if (!(error instanceof SigmaError)) throw error
    const issue = error.message.replace(/^label: /, '')
    const field = config.labels === undefined ? 'label' : 'labels'
    return { spec: { kind: 'none' }, band: null, faults: [faultAt([field], issue)] }
  }
}

/** What a model trades: as its config says, else its id, else its pack. */
function kindOf(
  file: ModelConfigFile,
  pack: Pack,
  modelId: string,
): Pick<ModelConfig, 'assetType' | 'horizon' | 'cadence'> {
  const fromId = parseModelId(modelId)
  return {
    assetType: file.asset_type ?? fromId?.assetType ?? pack.assetClasses[0],
    horizon: file.horizon ?? fromId?.horizon ?? pack.horizon,
    cadence: file.cadence ?? fromId?.cadence ?? pack.cadence,
  }
}

function indicatorsOf(
  config: ModelConfigFile,
  kind: Pick<ModelConfig, 'assetType' | 'horizon'>,
  { faultAt }: CheckedFile<ModelConfigFile>,
  set: CheckedFile<IndicatorSetFile> | null,
) {
  const asked = readFeatures(config.features, isSameDay(kind), faultAt)
  const fromSet = checkIndicators(set?.value?.indicators ?? [], (index, issue) =>
    (set ?? { faultAt }).faultAt(['indicators', index], issue),
  )
  const fromConfig = checkIndicators(
    asked.indicators.map(({ request }) => request),
    (index, issue) => faultAt(asked.indicators[index].path, issue),
  )
  return {
    indicators: distinct([...fromSet.indicators, ...fromConfig.indicators]),
    selection: {
      flow: asked.flow,
      only: asked.isList ? { indicators: fromConfig.indicators, flow: asked.flow?.columns ?? [] } : null,
    },
    faults: [...fromSet.faults, ...asked.faults, ...fromConfig.faults],
  }
}

interface ConfigParts {
  pack: Pack
  modelId: string
  kind: ReturnType<typeof kindOf>
  label: ReadLabel
  indicators: ReturnType<typeof indicatorsOf>
  raw: Record<string, unknown>
}

/** The config with every gap filled: from the id's grammar, then from the pack. */
function configOf(
  file: ModelConfigFile,
  { pack, modelId, kind, label, indicators, raw }: ConfigParts,
): ModelConfig {
  const { defaults } = pack
  return {
    ticker: file.tickers ? 'universe' : (file.ticker ?? tickerOfId(modelId)),
    tickers: file.tickers ?? null,
    ...kind,
    algorithm: file.model ?? 'gbm',
    label: label.spec,
    band: label.band,
    indicators: indicators.indicators,
    features: indicators.selection,
    hygiene: {
      missingFlags: file.hygiene?.missing_flags ?? false,
      scaling: file.hygiene?.scaling ?? 'none',
      oneHot: [...new Set(file.hygiene?.one_hot ?? [])],
    },
    hyperparameters: hyperparametersOf(file.hyperparams ?? {}),
    calibration: file.calibration ?? defaults.calibration,
    thresholds: file.thresholds ?? defaults.thresholds,
    hours: file.hours === undefined ? defaults.hours : file.hours,
    splits: file.splits ?? defaults.splits,
    embargo: file.embargo ?? defaults.embargo,
    source: file.source ?? defaults.source,
    trainWindow: file.train_window ?? null,
    periodsPerYear: defaults.periodsPerYear,
    notes: file.notes ?? null,
    template: file.template_id ? { id: file.template_id, version: file.template_version ?? 1 } : null,
    raw,
  }
}

function tickerOfId(modelId: string): string | null {
  const ticker = parseModelId(modelId)?.ticker ?? null
  return ticker === null || isUniverse(ticker) ? ticker : ticker.toUpperCase()
}

function filesOf(
  pack: Pack,
  modelConfig: PackFile,
  indicatorSet: PackFile | null,
  policy: PolicyFile | null,
) {
  return {
    files: { pack: pack.file, modelConfig, indicatorSet, policy: policy?.file ?? null },
    lineage: {
      pack_sha: pack.file.sha256,
      indicator_set_sha: indicatorSet?.sha256 ?? null,
      model_config_sha: modelConfig.sha256,
      policy_sha: policy?.file.sha256 ?? null,
    },
  }
}

function describeSet({ name, version, description }: IndicatorSetFile, fallback: string) {
  return { name: name ?? fallback, version, description }
}

function warningsOf(config: ModelConfigFile, modelId: string): string[] {
  if (config.model_id === undefined || config.model_id === modelId) return []
  return [`the config calls itself ${config.model_id}; the name of its file, ${modelId}, is its id`]
}

function mapOf(document: unknown): Record<string, unknown> {
  return typeof document === 'object' && document !== null ? { ...document } : {}
}
