import { createHash } from 'node:crypto'
import { SigmaError } from '../core/errors.ts'
import type { RiskProfile } from '../core/gate/riskBudget.ts'
import { didYouMean } from '../core/nearest.ts'
import { checkPackFile } from './checkPackFile.ts'
import type { FileFault } from './faults.ts'
import { ambiguous } from './lookup.ts'
import { listStems, type PackFile, type PackLayer, readPackFile } from './packFile.ts'
import type { IndicatorRequest } from './schemas/indicatorSet.ts'
import type { TemplateFile } from './schemas/template.ts'

/** What a new model starts from. */
export interface Template {
  packId: string
  id: string
  version: number
  name: string
  description: string
  tags: string[]
  horizon: '0dte' | 'intraday' | 'swing' | 'long'
  cadence: '5m' | '15m' | 'hourly' | 'daily'
  indicatorSet: { name: string; params: Record<string, IndicatorRequest['params']> }
  model: TemplateFile['model']
  riskProfile: RiskProfile
  /** Limits of the policy; null leaves the pack's. */
  riskBudget: Record<string, unknown> | null
  sweep: { thresholds: number[][]; hours: (number[] | null)[]; topPct: number[] }
  file: PackFile
}

/** The templates of a pack in the order of their files' names, and the faults of those that can't be read. */
export async function readTemplates(
  layers: readonly PackLayer[],
  packId: string,
): Promise<{ templates: Template[]; faults: FileFault[] }> {
  const stems = await listStems(layers, packId, 'model_templates')
  const sets = await listStems(layers, packId, 'indicator_sets')
  const templates: Template[] = []
  const faults: FileFault[] = []
  for (const stem of stems) {
    const file = await readPackFile(layers, packId, `model_templates/${stem}.yaml`)
    if (!file) continue
    const read = await inspectTemplate(file, { packId, stem, sets })
    faults.push(...read.faults)
    if (read.template) templates.push(read.template)
  }
  return { templates, faults }
}

/** A template that stands in no file, by the checks of those that do. @param document as a file would have it */
export async function readDocument(
  layers: readonly PackLayer[],
  packId: string,
  templateId: string,
  document: object,
): Promise<{ template: Template | undefined; faults: FileFault[] }> {
  const text = JSON.stringify(document)
  const sha256 = createHash('sha256').update(text).digest('hex')
  const sets = await listStems(layers, packId, 'indicator_sets')
  const file: PackFile = { path: `template ${templateId}`, origin: 'workspace', text, sha256 }
  return inspectTemplate(file, { packId, stem: templateId, sets })
}

/** The one of some templates that has an id. None is NOT_FOUND naming the nearest, several are INVALID_PARAM. */
export function theTemplate(all: readonly Template[], templateId: string): Template {
  const found = all.filter(({ id }) => id === templateId)
  if (found.length > 1)
    throw ambiguous(
      'template',
      templateId,
      found.map(({ packId }) => packId),
    )
  if (found.length === 1) return found[0]
  const guess = didYouMean(
    templateId,
    all.map(({ id }) => id),
  )
  throw new SigmaError('NOT_FOUND', `unknown template "${templateId}"${guess}`, { next: 'sigma templates' })
}

async function inspectTemplate(
  file: PackFile,
  { packId, stem, sets }: { packId: string; stem: string; sets: readonly string[] },
): Promise<{ template: Template | undefined; faults: FileFault[] }> {
  const checked = await checkPackFile(file, 'template')
  if (!checked.value) return { template: undefined, faults: checked.faults }
  const faults = [...checked.faults]
  const template = templateOf(checked.value, packId, stem, file)
  if (checked.value.pack !== undefined && checked.value.pack !== packId) {
    faults.push(
      checked.faultAt(['pack'], `expected ${packId}, the pack it stands in, got ${checked.value.pack}`),
    )
  }
  if (!sets.includes(template.indicatorSet.name)) {
    faults.push(
      checked.faultAt(['indicator_set', 'name'], `${packId} has no set "${template.indicatorSet.name}"`),
    )
  }
  return { template, faults }
}

function templateOf(template: TemplateFile, packId: string, stem: string, file: PackFile): Template {
  const { policy_defaults, sweeps_defaults, metadata } = template
  return {
    packId,
    id: template.template_id ?? stem,
    version: template.template_version,
    name: template.name ?? stem,
    description: metadata?.description ?? '',
    tags: metadata?.tags ?? [],
    horizon: template.horizon,
    cadence: template.cadence,
    indicatorSet: template.indicator_set,
    model: template.model,
    riskProfile: policy_defaults.risk_profile,
    riskBudget: policy_defaults.risk_budget ?? null,
    sweep: {
      thresholds: sweeps_defaults?.thresholds_variants ?? [],
      hours: sweeps_defaults?.hours_variants ?? [],
      topPct: sweeps_defaults?.top_pct_variants ?? [],
    },
    file,
  }
}
