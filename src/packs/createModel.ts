import { join } from 'node:path'
import { stringify } from 'yaml'
import { z } from 'zod'
import { type FieldError, invalidParam, SigmaError } from '../core/errors.ts'
import { type RiskProfile, riskProfiles } from '../core/gate/riskBudget.ts'
import { describeIssues } from '../yaml/describeIssues.ts'
import { formatModelId, parseModelId } from './modelId.ts'
import type { Packs } from './openPacks.ts'
import type { Pack } from './pack.ts'
import type { ResolvedModel } from './resolveModel.ts'
import { assetType, cadence, closedMap, horizon } from './schemas/parts.ts'
import type { Template } from './templates.ts'
import { type NewFile, removeAll, writeTogether } from './writeFiles.ts'

/** A model by its parts: the parts that are left out are those of the pack. */
const tickerRequest = closedMap({
  ticker: z.string().min(1, 'expected a symbol such as SPY'),
  asset_type: assetType.optional(),
  horizon: horizon.optional(),
  cadence: cadence.optional(),
  algo: z.enum(['gbm', 'xgb']).default('gbm'),
  variant: z.string().nullish(),
  /** Else the pack of the horizon. */
  pack_id: z.string().optional(),
  indicator_set_name: z.string().nullish(),
})

/** A model by a template. `name` is an id, or words that become the variant of one. */
const templateRequest = closedMap({
  template_id: z.string(),
  name: z.string().min(1, 'expected a name'),
  risk_profile: z
    .string()
    .transform((profile) => profile.toLowerCase())
    .pipe(z.enum(riskProfiles))
    .optional(),
  pack_id: z.string().optional(),
})

/** Where a model goes whose request names no pack. */
const packOfHorizon = {
  '0dte': 'zerosigma',
  intraday: 'momentumsigma',
  swing: 'swingsigma',
  long: 'longsigma',
} as const

export interface CreatedModel {
  model: ResolvedModel
  riskProfile: RiskProfile
  template: { id: string; version: number } | null
  /** What was written, as `packs/<pack>/<folder>/<model>.yaml`. */
  files: string[]
}

/**
 * Makes a model in the workspace's folder of packs: its config and policy, and from a template its indicator set.
 * Takes `{ticker, asset_type?, horizon?, cadence?, algo?, variant?, pack_id?, indicator_set_name?}` or
 * `{template_id, name, risk_profile?, pack_id?}`. An id that is taken is CONFLICT; nothing is left half-written.
 */
export async function createModel(
  packs: Packs,
  workspaceDir: string,
  request: unknown,
): Promise<CreatedModel> {
  const plan = hasTemplate(request)
    ? await planFromTemplate(packs, parse(templateRequest, request))
    : await planFromTicker(packs, parse(tickerRequest, request))
  const { pack, modelId } = plan
  const taken = (await packs.models(pack.id)).some((model) => model.modelId === modelId)
  if (taken) {
    throw new SigmaError('CONFLICT', `pack ${pack.id} has a model ${modelId} already`, {
      next: 'choose another variant with --variant, or another name',
    })
  }
  const files = filesOf(plan)
  await writeTogether(workspaceDir, files)
  try {
    const model = await packs.model(modelId, pack.id)
    return {
      model,
      riskProfile: plan.riskProfile,
      template: plan.template,
      files: files.map(({ path }) => `packs/${path}`),
    }
  } catch (error) {
    // a model that can't be read is none: what made it faulty (a set, say) is told, and its files go
    await removeAll(files.map(({ path }) => join(workspaceDir, path)))
    throw error
  }
}

interface Plan {
  pack: Pack
  modelId: string
  riskProfile: RiskProfile
  template: { id: string; version: number } | null
  config: Record<string, unknown>
  policy: Record<string, unknown>
  indicatorSet: Record<string, unknown> | null
}

/** Sigma's choice: shallower and slower than the 300 rounds of depth 6 that models used to be seeded with. */
const seedHyperparams = {
  n_estimators: 200,
  max_depth: 4,
  learning_rate: 0.05,
  subsample: 0.9,
  colsample_bytree: 0.9,
}

const seedWindow = { start: '2023-01-01', end: '2024-12-31' }

async function planFromTicker(packs: Packs, request: z.infer<typeof tickerRequest>): Promise<Plan> {
  const pack = await packs.get(request.pack_id ?? packOfHorizon[request.horizon ?? '0dte'])
  const parts = {
    ticker: request.ticker,
    assetType: request.asset_type ?? pack.assetClasses[0],
    horizon: request.horizon ?? pack.horizon,
    cadence: request.cadence ?? pack.cadence,
    variant: request.variant ?? null,
  }
  const modelId = formatModelId(parts)
  const setName = request.indicator_set_name ?? pack.defaults.indicatorSet[parts.assetType]
  if (setName === undefined) {
    const issue = `pack ${pack.id} has no set for ${parts.assetType}; name one`
    throw invalidParam([{ field: 'indicator_set_name', issue }], {
      next: `sigma packs indicator-sets ${pack.id}`,
    })
  }
  await packs.indicatorSet(pack.id, setName)
  const riskProfile = pack.defaults.riskProfile
  return {
    pack,
    modelId,
    riskProfile,
    template: null,
    indicatorSet: null,
    config: {
      model_id: modelId,
      ticker: parts.ticker.toUpperCase(),
      asset_type: parts.assetType,
      horizon: parts.horizon,
      cadence: parts.cadence,
      indicator_set: setName,
      model: request.algo,
      task: 'classification',
      hyperparams: seedHyperparams,
      labels: pack.defaults.label,
      // the bundled bars are all of a sample's window
      ...(pack.defaults.source !== 'sample' && { train_window: seedWindow }),
    },
    policy: seedPolicy(pack, modelId, riskProfile, parts.cadence),
  }
}

async function planFromTemplate(packs: Packs, request: z.infer<typeof templateRequest>): Promise<Plan> {
  const template = await packs.template(request.template_id, request.pack_id)
  const pack = await packs.get(template.packId)
  const set = await packs.indicatorSet(pack.id, template.indicatorSet.name)
  const modelId = idFromName(request.name, template, pack)
  const riskProfile = request.risk_profile ?? template.riskProfile
  const {
    ticker: ownTicker,
    asset_type,
    label,
    hyperparams,
    calibration,
    source,
    train_window,
  } = template.model
  const fromId = parseModelId(modelId)
  const sameTicker = ownTicker !== undefined && fromId?.ticker === ownTicker.toLowerCase()
  return {
    pack,
    modelId,
    riskProfile,
    template: { id: template.id, version: template.version },
    config: {
      model_id: modelId,
      template_id: template.id,
      template_version: template.version,
      ticker: sameTicker ? ownTicker : fromId?.ticker.toUpperCase(),
      asset_type: fromId?.assetType ?? asset_type,
      horizon: fromId?.horizon ?? template.horizon,
      cadence: fromId?.cadence ?? template.cadence,
      indicator_set: modelId,
      model: 'gbm',
      task: 'classification',
      hyperparams: hyperparams ?? seedHyperparams,
      labels: label ?? pack.defaults.label,
      ...(calibration && { calibration }),
      // source and window are those of the template's own instrument
      ...(sameTicker && source && { source }),
      ...(sameTicker && train_window
        ? { train_window }
        : source !== 'sample' && { train_window: seedWindow }),
    },
    policy: {
      ...seedPolicy(pack, modelId, riskProfile, template.cadence),
      // the template's limits are those of its own profile
      ...(template.riskBudget &&
        riskProfile === template.riskProfile && { risk_budget: template.riskBudget }),
    },
    indicatorSet: {
      name: modelId,
      version: 1,
      description: set.description,
      indicators: set.indicators.map(({ name, params }) => ({
        name,
        ...params,
        ...template.indicatorSet.params[name],
      })),
    },
  }
}

/** A name that follows the grammar of ids is the id; other words become the variant of the template's model. */
function idFromName(name: string, template: Template, pack: Pack): string {
  if (parseModelId(name) !== null) return name
  const variant = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  if (variant === '') {
    const issue = `expected an id such as spy_eq_swing_daily, or words, got ${JSON.stringify(name)}`
    throw invalidParam([{ field: 'name', issue }])
  }
  return formatModelId({
    ticker: template.model.ticker ?? 'SPY',
    assetType: template.model.asset_type ?? pack.assetClasses[0],
    horizon: template.horizon,
    cadence: template.cadence,
    variant,
  })
}

function seedPolicy(
  pack: Pack,
  modelId: string,
  riskProfile: RiskProfile,
  cadence: string,
): Record<string, unknown> {
  const { max_drawdown_pct } = pack.profiles[riskProfile].budget
  return {
    name: `${modelId}_v1`,
    version: 1,
    description: `Policy of ${modelId}`,
    risk_profile: riskProfile,
    risk: { ...(max_drawdown_pct !== undefined && { max_drawdown: max_drawdown_pct }) },
    execution: {
      slippage_bps: 1,
      size_by_conf: false,
      conf_cap: 1,
      momentum_gate: false,
      // a time stop of minutes means nothing to a daily position: its label horizon ends it
      ...(cadence === 'daily' && { brackets: { enabled: false } }),
    },
    alerting: { cooldown_minutes: 5, max_trades_per_day: 10 },
  }
}

/** The config comes last: it is what makes a model of the files. */
function filesOf({ pack, modelId, config, policy, indicatorSet }: Plan): NewFile[] {
  const file = (folder: string, content: unknown): NewFile => ({
    path: `${pack.id}/${folder}/${modelId}.yaml`,
    text: stringify(content),
  })
  return [
    ...(indicatorSet ? [file('indicator_sets', indicatorSet)] : []),
    file('policy_templates', policy),
    file('model_configs', config),
  ]
}

function hasTemplate(request: unknown): boolean {
  return typeof request === 'object' && request !== null && 'template_id' in request
}

function parse<T>(schema: z.ZodType<T>, request: unknown): T {
  const result = schema.safeParse(request)
  if (result.success) return result.data
  const faults: FieldError[] = describeIssues(result.error, request).map(({ path, message }) => ({
    field: path.map(String).join('.') || 'body',
    issue: message,
  }))
  throw invalidParam(faults)
}
