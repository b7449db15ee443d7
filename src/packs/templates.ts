import type { RiskProfile } from '../core/gate/riskBudget.ts'
import { checkPackFile } from './checkPackFile.ts'
import type { FileFault } from './faults.ts'
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
    const checked = await checkPackFile(file, 'template')
    faults.push(...checked.faults)
    if (!checked.value) continue
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
    templates.push(template)
  }
  return { templates, faults }
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
