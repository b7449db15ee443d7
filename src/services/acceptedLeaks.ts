import type { Pack } from '../packs/pack.ts'

/** Features that the pack vouches for, by name, with the reason. */
export function acceptedLeaks({ leakageAllowed }: Pack): Record<string, string> {
  return Object.fromEntries(leakageAllowed.map(({ feature, reason }) => [feature, reason]))
}
