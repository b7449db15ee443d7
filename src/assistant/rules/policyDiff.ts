import { readPolicy } from '../../services/policies.ts'
import type { ToolContext } from '../tool.ts'
import type { PolicyChange } from './step.ts'

/**
 * A change of a policy as a diff of what is in force; nothing is changed. Empty where the policy has no such field, or is not
 * to be read.
 */
export async function policyDiff(
  { parts }: ToolContext,
  { modelId, packId, field, value }: PolicyChange,
): Promise<string> {
  const { policy } = await readPolicy(parts, modelId, packId)
  const found = flattened(policy).find(
    ([path]) => path.split('.').at(-1) === field || path.split('.').at(-1)?.startsWith(`${field}_`),
  )
  if (!found) return ''
  const [path, before] = found
  return `The policy of ${modelId}, as it would change:\n- ${path}: ${JSON.stringify(before)}\n+ ${path}: ${value}\n`
}

function flattened(value: unknown, path = ''): [string, unknown][] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]]
  return Object.entries(value).flatMap(([name, each]) =>
    flattened(each, path === '' ? name : `${path}.${name}`),
  )
}
