import type { z } from 'zod'
import type { IndicatorSetFile } from './schemas/indicatorSet.ts'
import type { ModelConfigFile } from './schemas/modelConfig.ts'
import type { PackDocument, WorkspaceDocument } from './schemas/pack.ts'
import type { TemplateFile } from './schemas/template.ts'

/** The kinds of files of a pack and what each says in the form of its schema. A policy is checked by its own rules. */
export interface FileKinds {
  pack: PackDocument
  workspace: WorkspaceDocument
  model: ModelConfigFile
  indicators: IndicatorSetFile
  template: TemplateFile
  policy: unknown
}

const schemas: { [Kind in keyof FileKinds]: () => Promise<z.ZodType<FileKinds[Kind]>> } = {
  pack: async () => (await import('./schemas/pack.ts')).packSchema,
  workspace: async () => (await import('./schemas/pack.ts')).workspaceSchema,
  model: async () => (await import('./schemas/modelConfig.ts')).modelConfigSchema,
  indicators: async () => (await import('./schemas/indicatorSet.ts')).indicatorSetSchema,
  template: async () => (await import('./schemas/template.ts')).templateSchema,
  policy: async () => (await import('./schemas/policy.ts')).policySchema,
}

/** The schema of a kind, loaded when a file has to be checked by it. */
export function schemaOf<Kind extends keyof FileKinds>(kind: Kind): Promise<z.ZodType<FileKinds[Kind]>> {
  return schemas[kind]()
}

/** The kind of a file by its path below `packs/`; undefined for one that is read as none of them. */
export function kindOfPath(path: string): keyof FileKinds | undefined {
  if (/\/pack\.yaml$/.test(path)) return 'pack'
  if (/\/model_configs\//.test(path)) return 'model'
  if (/\/indicator_set(s\/.*)?\.yaml$|\/indicator_sets\//.test(path)) return 'indicators'
  if (/\/model_templates\//.test(path)) return 'template'
  return /\/policy_templates\//.test(path) ? 'policy' : undefined
}
