import { SigmaError } from '../../core/errors.ts'
import { modelDetail } from '../../services/models.ts'
import type { ToolContext } from '../tool.ts'
import type { SettingChange } from './step.ts'

/**
 * A change of a model's policy or config as a diff of what is in force; nothing is changed. Empty where no setting is named, or
 * there is no such model.
 */
export async function settingDiff({ parts }: ToolContext, change: SettingChange): Promise<string> {
  const { modelId, packId, text, value } = change
  const detail = await modelDetail(parts, modelId, packId).catch((error: unknown) => {
    if (error instanceof SigmaError && error.code === 'NOT_FOUND') return undefined
    throw error
  })
  const documents = { policy: detail?.policy, config: detail?.config }
  const settings = Object.entries(documents).flatMap(([of, document]) =>
    flattened(document ?? {}).map(([path, before]) => ({ of, path, before, named: namedBy(text, path) })),
  )
  const [best] = settings.filter(({ named }) => named > 0).sort((a, b) => b.named - a.named)
  if (!best) return ''
  const { of, path, before } = best
  return `The ${of} of ${modelId}, as it would change:\n- ${path}: ${JSON.stringify(before)}\n+ ${path}: ${value}\n`
}

/** How many letters of a setting's name a text has: all of it, or its first word. */
function namedBy(text: string, path: string): number {
  const name = path.split('.').at(-1) ?? path
  const words = ` ${text.replaceAll(/[^a-z0-9]+/g, ' ')} `
  const spoken = name.toLowerCase().replaceAll('_', ' ')
  if (words.includes(` ${spoken} `)) return spoken.length
  const [first] = spoken.split(' ')
  return first.length >= 5 && words.includes(` ${first} `) ? first.length : 0
}

function flattened(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]]
  return Object.entries(value).flatMap(([name, each]) =>
    flattened(each, path === '' ? name : `${path}.${name}`),
  )
}
